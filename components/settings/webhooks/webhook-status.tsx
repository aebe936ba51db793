"use client";

import { CirclePause } from "lucide-react";
import { useTranslations } from "next-intl";

import { RelativeTime } from "@/components/ui/relative-time";
import { Status, type StatusTone } from "@/components/ui/status";
import type { WebhookEndpoint } from "@/lib/webhooks/schemas";

const TONES: Record<WebhookEndpoint["status"], StatusTone> = { active: "ok", paused: "neutral", disabled: "danger" };

/** Whether an address is told, and since when nothing comes through. */
export function WebhookStatus({ webhook: { status, failing_since } }: { webhook: WebhookEndpoint }) {
  const t = useTranslations("settings.webhooks");
  return (
    <>
      <Status tone={status === "active" && failing_since ? "warn" : TONES[status]} icon={status === "paused" ? <CirclePause aria-hidden /> : undefined}>{t(`status.${status}`)}</Status>
      {failing_since ? <p className="mt-0.5 type-meta text-muted">{t.rich("failingSince", { time: () => <RelativeTime value={failing_since} /> })}</p> : null}
    </>
  );
}
