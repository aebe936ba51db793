"use client";

import { Bell } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";

import { setNavCounts, useNavCount } from "@/components/shell/nav-counts";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { itemStyles } from "@/components/ui/menu-styles";
import { Popover } from "@/components/ui/popover";
import { RelativeTime } from "@/components/ui/relative-time";
import { useFormat } from "@/components/ui/use-format";
import type { OpenAlerts } from "@/lib/alerts/schemas";

import { SeverityIcon } from "./alert-parts";
import { useAlertWords } from "./use-alert-words";
import { useOpenAlerts } from "./use-open-alerts";

const SHOWN = 5;

/** The bell: how many alerts hold, and in its panel which, with the jobs that need a person. */
export function AlertsBell({ initial, attention: written }: { initial: OpenAlerts; attention: number }) {
  const t = useTranslations("alerts.bell");
  const words = useAlertWords();
  const format = useFormat();
  const { items, counts } = useOpenAlerts(initial);
  const attention = useNavCount("/overview", written) ?? 0;
  useEffect(() => setNavCounts({ "/alerts": counts.total }), [counts.total]);
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Popover
      label={t("title")}
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="w-96 p-1 max-md:w-[calc(100vw-32px)]"
      trigger={
        <IconButton variant="outline" label={t("label", { count: counts.total })} tooltip={false} icon={<Bell aria-hidden />} className="max-md:-mr-3 max-md:border-transparent!">
          {counts.total > 0 ? (
            <span aria-hidden className={cn("absolute -top-1.5 -right-1.5 min-w-4 rounded-full px-1 text-center text-[11px]/4 font-semibold text-canvas max-md:top-1 max-md:right-1", counts.critical > 0 ? "bg-danger" : "bg-warn")}>
              {counts.total > 99 ? "99+" : format.integer(counts.total)}
            </span>
          ) : null}
        </IconButton>
      }
    >
      <p className="px-2 pt-2 pb-1 type-meta text-muted">{counts.total === 0 ? t("none") : t("title")}</p>
      <ul>
        {items.slice(0, SHOWN).map((alert) => (
          <li key={alert.id}>
            <PanelLink href={words.href(alert)} onFollow={close}>
              <span className="mt-0.5 flex self-start"><SeverityIcon severity={alert.severity} /></span>
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium text-strong">{words.title(alert)}</span>
                <span className="block truncate type-meta text-muted">
                  <RelativeTime value={alert.raised_at} />
                  {alert.acknowledged_by ? `, ${t("acknowledged", { name: alert.acknowledged_by })}` : null}
                </span>
              </span>
            </PanelLink>
          </li>
        ))}
      </ul>
      {counts.total > SHOWN ? <p className="px-2 py-1 type-meta text-muted">{t("more", { count: counts.total - SHOWN })}</p> : null}
      <div className="-mx-1 mt-1 border-t border-line-hair px-1 pt-1">
        <PanelLink href="/alerts" onFollow={close}>{t("all")}</PanelLink>
        {attention > 0 ? <PanelLink href="/overview#attention" onFollow={close}>{t("attention", { count: attention })}</PanelLink> : null}
      </div>
    </Popover>
  );
}

function PanelLink({ href, onFollow, children }: { href: string; onFollow: () => void; children: ReactNode }) {
  return <Link href={href} onClick={onFollow} className={cn(itemStyles, "hover:bg-hover hover:text-strong focus-visible:outline-solid! -outline-offset-2!")}>{children}</Link>;
}
