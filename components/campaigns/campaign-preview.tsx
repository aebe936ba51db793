"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";

import { ErrorState } from "@/components/ui/error-state";
import { Section } from "@/components/ui/section";
import { Stat, StatRow } from "@/components/ui/stat-row";
import { useFormat } from "@/components/ui/use-format";
import type { Campaign } from "@/lib/campaigns/schemas";

import { previewQuery } from "./requests";
import { useWhy } from "./use-why";

/** Of a campaign not yet started: who would be written to, who not and why, and what the first read. */
export function CampaignPreview({ campaign }: { campaign: Campaign }) {
  const t = useTranslations("campaigns");
  const format = useFormat();
  const why = useWhy();
  const preview = useQuery(previewQuery(campaign.id, campaign.version));
  if (preview.isError) return <ErrorState title={t("loadFailed")} description={preview.error.message || t("offline")} onRetry={() => void preview.refetch()} />;
  const data = preview.data;
  const left = data?.skipped.reduce((sum, one) => sum + one.count, 0) ?? 0;
  return (
    <>
      <StatRow className="border-b">
        <Stat size="figure" label={t("detail.recipients")} value={data ? format.integer(data.unique) : "–"} note={data ? t("previewBox.duration", { duration: format.duration(data.estimatedTime / 1000) }) : undefined} />
        <Stat size="figure" label={t("recipientStatus.skipped")} value={format.integer(left)} note={data?.skipped.map((one) => `${why({ status: "skipped", reason: one.reason, errorCode: null, nextAt: null })}: ${format.integer(one.count)}`).join(" · ")} />
        <Stat label={t("detail.sender")} value={campaign.sender} note={t("detail.senderNote")} />
        <Stat size="figure" label={t("previewBox.duplicates")} value={data ? format.integer(data.duplicates) : "–"} />
      </StatRow>
      <Section title={t("previewBox.sample")} className="border-t-0">
        <ul className="grid max-w-2xl gap-3">
          {data?.sample.map((one) => (
            <li key={one.phone}>
              <p className="type-meta text-muted">{one.name} · {one.phone}</p>
              <MessageBubble text={one.text} />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

/** A message as it stands in a chat. */
export function MessageBubble({ text }: { text: string }) {
  return <p className="mt-1 inline-block max-w-full rounded-md border border-line-hair bg-sunken px-3 py-2 type-body break-words whitespace-pre-wrap text-strong">{text}</p>;
}
