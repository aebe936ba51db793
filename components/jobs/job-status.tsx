"use client";

import { Ban, Clock3 } from "lucide-react";
import { useTranslations } from "next-intl";

import { Status } from "@/components/ui/status";
import type { Job } from "@/lib/jobs/schemas";

import { STATUS_TONES } from "./job-state";

/** "En curso"; "Sin avance" when it is stuck. */
export function JobStatusBadge({ job }: { job: Pick<Job, "status" | "stuck_since"> }) {
  const t = useTranslations("jobs.status");
  if (job.stuck_since) return <Status tone="warn">{t("stuck")}</Status>;
  const icon = { queued: <Clock3 aria-hidden />, cancelled: <Ban aria-hidden /> }[job.status as "queued" | "cancelled"];
  return <Status tone={STATUS_TONES[job.status]} icon={icon}>{t(job.status)}</Status>;
}
