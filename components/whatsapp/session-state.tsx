"use client";

import { useTranslations } from "next-intl";

import { Status, type StatusTone } from "@/components/ui/status";
import type { Session } from "@/lib/whatsapp/schemas";

const tones = { active: "ok", scan: "running", pending: "running", waiting: "warn", inactive: "neutral", stopped: "neutral", failed: "danger", logged_out: "neutral" } as const satisfies Record<string, StatusTone>;
export type State = keyof typeof tones;

/** What a reader takes a session for: what was asked for and what was reported, in one word. */
export function stateOf({ desired, status, owner, has_qr }: Session): State {
  if (desired === "logged_out") return "logged_out";
  if (status === "active" || status === "failed") return status;
  if (desired === "stopped") return "stopped";
  if (has_qr) return "scan";
  if (owner === null) return "waiting";
  return status;
}

/** Why it is not active, in words; what another gateway reports in words of its own stands as it is. */
export function SessionReason({ session }: { session: Session }) {
  const t = useTranslations("whatsapp.reason");
  const { reason } = session;
  if (!reason || ["active", "scan"].includes(stateOf(session))) return null;
  return <span className="type-meta text-muted">{t.has(reason as "qr") ? t(reason as "qr") : reason}</span>;
}

export function SessionState({ session }: { session: Session }) {
  const t = useTranslations("whatsapp.state");
  const state = stateOf(session);
  return <Status tone={tones[state]}>{t(state)}</Status>;
}
