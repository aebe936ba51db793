"use client";

import { LogOut, QrCode, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { notify } from "@/components/ui/notify";
import type { Session } from "@/lib/whatsapp/schemas";

import { logoutSession, restartSession } from "./requests";

/** What can be done with a session that is not logged out. */
export function SessionActions({ session, onPair, onChanged }: { session: Session; onPair: () => void; onChanged: () => void }) {
  const t = useTranslations("whatsapp.actions");
  const [busy, setBusy] = useState(false);
  if (session.desired === "logged_out") return null;
  const name = session.user_name ?? session.id;
  const restart = async () => {
    setBusy(true);
    try {
      await restartSession(session.id);
      notify.ok(t("restarted", { name }));
    } catch (error) {
      notify.danger(error instanceof ApiError && error.message ? error.message : t("failed"));
    }
    setBusy(false);
    onChanged();
  };
  return (
    <span className="inline-flex items-center gap-1">
      {session.status !== "active" && session.desired === "running" ? <Button size="sm" icon={<QrCode aria-hidden />} onClick={onPair}>{t("pair")}</Button> : null}
      <IconButton label={t("restart", { name })} icon={<RotateCcw aria-hidden />} disabled={busy} onClick={() => void restart()} />
      <ConfirmDialog
        trigger={<IconButton label={t("logout", { name })} icon={<LogOut aria-hidden />} />}
        title={t("logoutTitle", { name })}
        effect={t("logoutEffect")}
        confirmLabel={t("logoutConfirm")}
        onConfirm={async () => {
          await logoutSession(session.id);
          notify.ok(t("loggedOut", { name }));
          onChanged();
        }}
      />
    </span>
  );
}
