"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { api } from "@/components/api";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import { useNow } from "@/components/ui/use-now";
import type { LimitView } from "@/lib/jobs/schemas";

const refreshMs = 10_000;
const nearShare = 0.8;

/** What the reader may still do: each limit with what is used, what is left, and when it renews. */
export function LimitsList({ initial, name }: { initial: LimitView[]; name: string }) {
  const t = useTranslations("settings.limits");
  const { data: limits } = useQuery({
    queryKey: ["limits"],
    queryFn: async ({ signal }) => (await api<{ limits: LimitView[] }>("/api/crm/limits", { signal })).limits,
    initialData: initial,
    refetchInterval: refreshMs,
  });
  return (
    <Section first bleed title={t("title")} count={t("whose", { name })}>
      <ul className="border-t border-line-hair">
        {limits.map((limit) => <LimitRow key={limit.name} limit={limit} />)}
      </ul>
      <p className="edge-x py-4 type-meta text-muted">{t("note")}</p>
    </Section>
  );
}

function LimitRow({ limit }: { limit: LimitView }) {
  const t = useTranslations("settings.limits");
  if (limit.name === "cooldown_seconds") return <CooldownRow limit={limit} />;
  if (limit.name === "max_leads_per_job") return <Row label={t(limit.name)} value={<FixedValue value={limit.max} />} note={t("fixed")} />;
  return <UsedRow limit={limit} />;
}

function UsedRow({ limit }: { limit: LimitView }) {
  const t = useTranslations("settings.limits");
  const format = useFormat();
  const label = t(limit.name);
  const share = limit.max > 0 ? limit.used / limit.max : 1;
  const tone = share >= 1 ? "danger" : share >= nearShare ? "warn" : "data";
  const when = limit.resets_at ? t("resets", { time: format.hourMinute(limit.resets_at) }) : t("frees");
  return (
    <Row
      label={label}
      value={t.rich("used", { used: limit.used, max: limit.max, strong: (chunks) => <strong className="font-medium text-strong">{chunks}</strong> })}
      bar={<ProgressBar label={label} value={limit.used} max={limit.max} tone={tone} valueText={`${limit.used} / ${limit.max}`} />}
      note={`${t("left", { count: limit.remaining })}, ${when}`}
      warning={tone === "danger" ? <Warning tone="danger" text={t("reached")} /> : tone === "warn" ? <Warning tone="warn" text={t("near")} /> : null}
    />
  );
}

function CooldownRow({ limit }: { limit: LimitView }) {
  const t = useTranslations("settings.limits");
  const format = useFormat();
  const now = useNow();
  const label = t("cooldown_seconds");
  const left = limit.resets_at ? Math.min(limit.max, Math.max(0, Math.ceil((Date.parse(limit.resets_at) - now) / 1000))) : 0;
  return (
    <Row
      label={label}
      value={<FixedValue value={t("seconds", { count: limit.max })} />}
      bar={left > 0 ? <ProgressBar label={label} value={limit.max - left} max={limit.max} valueText={format.duration(left)} /> : undefined}
      note={<span suppressHydrationWarning>{left > 0 ? t("wait", { duration: format.duration(left) }) : t("ready")}</span>}
    />
  );
}

function FixedValue({ value }: { value: number | string }) {
  const format = useFormat();
  return <strong className="font-medium text-strong">{typeof value === "number" ? format.integer(value) : value}</strong>;
}

interface RowProps {
  label: string;
  value: ReactNode;
  bar?: ReactNode;
  note: ReactNode;
  warning?: ReactNode;
}

function Row({ label, value, bar, note, warning }: RowProps) {
  return (
    <li className="edge-x grid min-h-row-two items-center gap-x-6 gap-y-1.5 border-b border-line-hair py-3 md:grid-cols-[220px_160px_minmax(120px,1fr)_300px]">
      <p className="type-body font-medium text-strong">{label}</p>
      <p className="text-muted md:text-right">{value}</p>
      <div className="max-md:empty:hidden">{bar}</div>
      <div className="flex flex-wrap items-center gap-x-3 type-meta text-muted">
        {warning}
        <span>{note}</span>
      </div>
    </li>
  );
}

function Warning({ tone, text }: { tone: "warn" | "danger"; text: string }) {
  return tone === "danger" ? (
    <span className="flex items-center gap-1 text-danger"><CircleAlert aria-hidden className="size-3.5!" />{text}</span>
  ) : (
    <span className="flex items-center gap-1 text-warn"><TriangleAlert aria-hidden className="size-3.5!" />{text}</span>
  );
}
