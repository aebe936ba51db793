"use client";

import { Bell } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

import { IconButton } from "@/components/ui/icon-button";
import { useFormat } from "@/components/ui/use-format";

import { useNavCount } from "./nav-counts";

/** The bell: how many matters need attention, and the way to their list. */
export function NotificationsLink({ count: written, href }: { count: number; href: string }) {
  const t = useTranslations("shell");
  const format = useFormat();
  const count = useNavCount(href.split("#")[0] ?? href, written) ?? 0;
  return (
    <IconButton
      asChild
      variant="outline"
      label={t("notifications", { count, n: format.integer(count) })}
      icon={<Bell aria-hidden />}
      className="max-md:-mr-3 max-md:border-transparent!"
    >
      <Link href={href}>
        {count > 0 ? <span aria-hidden className="absolute top-1.5 right-1.5 size-2 rounded-full border border-canvas bg-warn max-md:top-3 max-md:right-3" /> : null}
      </Link>
    </IconButton>
  );
}
