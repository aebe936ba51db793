"use client";

import { useTranslations } from "next-intl";

import { useFormat } from "@/components/ui/use-format";
import { useWisproWords } from "@/components/wispro/use-words";
import type { Format } from "@/lib/i18n/format";
import type { Alert } from "@/lib/alerts/schemas";

import { type AlertRights, useAlertRights } from "./rights";

type Said = Pick<Alert, "kind" | "subject" | "params">;

/** What an alert is about, in the reader's language. */
export function useAlertWords() {
  const t = useTranslations("alerts");
  const reasons = useTranslations("campaigns.reason");
  const format = useFormat();
  const rights = useAlertRights();
  const { error: wisproError } = useWisproWords();
  const wordsOf = (params: Alert["params"]) => {
    const reason = text(params.reason) ?? "";
    return {
      job: text(params.job_id) ?? t("unknown"),
      host: text(params.host) ?? t("unknown"),
      campaign: text(params.campaign) ?? t("unknown"),
      failures: number(params.failures) ?? 0,
      batch: number(params.batch) ?? 0,
      reason: reasons.has(reason as "by_user") ? reasons(reason as "by_user") : reason,
      error: wisproError(text(params.error) ?? ""),
    };
  };
  return {
    title: ({ kind }: Pick<Alert, "kind">): string => t(`kinds.${kind}.title`),
    cause: ({ kind, params }: Said): string => t(`kinds.${kind}.cause`, wordsOf(params)),
    todo: ({ kind }: Pick<Alert, "kind">): string => t(`kinds.${kind}.todo`),
    href: (alert: Said): string => hrefOf(alert, rights),
    /** What was last measured, and the limit that it is over; null where nothing is measured. */
    measure: ({ kind, params }: Said): { value: string; limit: string } | null => {
      const measured = MEASURES[kind];
      const [value, limit] = measured ? [number(params[measured.value]), number(params[measured.limit]) ?? measured.otherwise] : [];
      return measured && value !== undefined && limit !== undefined ? { value: measured.write(value, format), limit: measured.write(limit, format) } : null;
    },
  };
}

interface Measure {
  value: string;
  limit: string;
  /** The limit of alerts that do not carry it. */
  otherwise?: number;
  write: (value: number, format: Format) => string;
}

const percent: Measure = { value: "value", limit: "limit", write: (value, format) => format.percent(value / 100) };

const MEASURES: Partial<Record<Alert["kind"], Measure>> = {
  response_time: { value: "value", limit: "limit", write: (value, format) => format.latency(value) },
  cpu: percent,
  memory: percent,
  cache_errors: percent,
  disk: percent,
  failure_rate: { value: "share", limit: "limit", otherwise: 0.1, write: (value, format) => format.percent(value) },
  batch_time: { value: "minutes", limit: "limit", otherwise: 60, write: (value, format) => format.duration(value * 60) },
  queue_saturated: { value: "waiting", limit: "limit", write: (value, format) => format.integer(value) },
};

/** Where one sees more of it, and can do something; the list itself where the reader may not go there. */
function hrefOf({ kind, subject, params }: Said, rights: AlertRights): string {
  switch (kind) {
    case "job_stuck":
      return `/jobs/${encodeURIComponent(subject)}`;
    case "gateway_gone":
      return "/whatsapp";
    case "breaker_open":
      return "/campaigns";
    case "failure_rate":
    case "batch_time":
    case "campaign_paused":
      return subject ? `/campaigns/${encodeURIComponent(subject)}` : "/campaigns";
    case "queue_saturated":
      return "/jobs";
    case "webhook_disabled":
      return rights.webhooks ? `/settings/webhooks/${encodeURIComponent(subject)}` : "/alerts?kind=webhook_disabled";
    case "wispro_failed":
      return text(params.job_id) ? `/wispro/${encodeURIComponent(text(params.job_id)!)}` : "/wispro";
    case "response_time":
    case "cpu":
    case "memory":
    case "cache_errors":
    case "disk":
    case "worker_gone":
      return "/performance";
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
