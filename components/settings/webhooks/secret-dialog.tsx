"use client";

import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

import { SecretOnce } from "../secret-once";

/** Shows a new signing secret, this once; there is none while `secret` is null. */
export function SecretDialog({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  const t = useTranslations("settings.webhooks");
  return (
    <Dialog open={secret !== null} onOpenChange={(open) => !open && onClose()} title={t("onceTitle")} footer={<Button variant="primary" onClick={onClose}>{t("onceDone")}</Button>}>
      {secret === null ? null : (
        <SecretOnce value={secret} warning={t("onceWarning")} label={t("onceLabel")} copyLabel={t("onceCopy")} use={<p className="type-meta text-muted">{t("onceUse")}</p>} />
      )}
    </Dialog>
  );
}
