"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";

import { useFormat } from "@/components/ui/use-format";

import { failuresQuery } from "./requests";
import { useWhy } from "./use-why";

/** What messages failed for, in words; asked again when more have failed. */
export function FailureList({ id, failed }: { id: number; failed: number }) {
  const t = useTranslations("campaigns.detail");
  const format = useFormat();
  const why = useWhy();
  const { data } = useQuery(failuresQuery(id, failed));
  if (!data || data.items.length === 0) return null;
  return (
    <div className="mt-4 border-t border-line-hair pt-3">
      <h3 className="type-meta text-muted">{t("failures")}</h3>
      <ul className="mt-1">
        {data.items.map((item) => (
          <li key={`${item.errorCode} ${item.reason}`} className="flex items-baseline justify-between gap-4 py-1 type-data">
            <span>{why({ status: "failed", errorCode: item.errorCode, reason: item.reason, nextAt: null }) || t("failuresOther")}</span>
            <span className="font-medium text-strong tabular-nums">{format.integer(item.count)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
