"use client";

import { Ban, Clock3 } from "lucide-react";
import { useTranslations } from "next-intl";

import { Status, type StatusTone } from "@/components/ui/status";
import type { Sync } from "@/lib/wispro/schemas";

const TONES: Record<Sync["status"], StatusTone> = { queued: "neutral", processing: "running", completed: "ok", failed: "danger", cancelling: "warn", cancelled: "neutral" };

/** "En curso"; "Sin avance" when it is stuck. */
export function RunStatus({ run }: { run: Pick<Sync, "status" | "stuck_since"> }) {
  const t = useTranslations("wispro.status");
  if (run.stuck_since) return <Status tone="warn">{t("stuck")}</Status>;
  const icons = { queued: <Clock3 aria-hidden />, cancelled: <Ban aria-hidden /> };
  return <Status tone={TONES[run.status]} icon={icons[run.status as keyof typeof icons]}>{t(run.status)}</Status>;
}
