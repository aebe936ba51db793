import { Ban, CalendarClock, Check, CheckCheck, CircleDashed, CircleHelp, CirclePause, Clock3, Eye, PencilLine, SkipForward } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Status, type StatusTone } from "@/components/ui/status";
import type { CampaignStatus, RecipientStatus } from "@/lib/campaigns/schemas";

const CAMPAIGN: Record<CampaignStatus, { tone: StatusTone; icon?: ReactNode }> = {
  draft: { tone: "neutral", icon: <PencilLine aria-hidden /> },
  scheduled: { tone: "neutral", icon: <CalendarClock aria-hidden /> },
  queued: { tone: "running", icon: <Clock3 aria-hidden /> },
  sending: { tone: "running" },
  paused: { tone: "warn", icon: <CirclePause aria-hidden /> },
  completed: { tone: "ok" },
  stopped: { tone: "neutral", icon: <Ban aria-hidden /> },
  failed: { tone: "danger" },
};

/** "En curso", with its icon. */
export function CampaignStatusBadge({ status }: { status: CampaignStatus }) {
  const t = useTranslations("campaigns.status");
  return <Status tone={CAMPAIGN[status].tone} icon={CAMPAIGN[status].icon}>{t(status)}</Status>;
}

export const RECIPIENT: Record<RecipientStatus, { tone: StatusTone; icon: ReactNode }> = {
  pending: { tone: "neutral", icon: <CircleDashed aria-hidden /> },
  sending: { tone: "running", icon: <Clock3 aria-hidden /> },
  sent: { tone: "neutral", icon: <Check aria-hidden /> },
  delivered: { tone: "neutral", icon: <CheckCheck aria-hidden /> },
  read: { tone: "ok", icon: <Eye aria-hidden /> },
  failed: { tone: "danger", icon: <Ban aria-hidden /> },
  skipped: { tone: "neutral", icon: <SkipForward aria-hidden /> },
  unknown: { tone: "warn", icon: <CircleHelp aria-hidden /> },
};

/** "Leído", with its icon. */
export function RecipientStatusBadge({ status }: { status: RecipientStatus }) {
  const t = useTranslations("campaigns.recipientStatus");
  return <Status tone={RECIPIENT[status].tone} icon={RECIPIENT[status].icon}>{t(status)}</Status>;
}
