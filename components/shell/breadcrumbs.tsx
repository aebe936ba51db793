"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

import { useBreadcrumbLabel } from "./breadcrumb-context";
import { activeItem, type NavItem } from "./nav-item";

/**
 * The way back from a page inside a room: "Trabajos / T-20418". On the room's own page nothing;
 * on a phone the room's name, as the bar's title.
 */
export function Breadcrumbs({ items }: { items: ReadonlyArray<NavItem> }) {
  const t = useTranslations();
  const pathname = usePathname();
  const label = useBreadcrumbLabel();
  const room = activeItem(items, pathname);
  if (!room) return null;
  const inside = pathname !== room.href;
  const name = t(`nav.${room.labelKey}`);
  const leaf = label ?? decodeURIComponent(pathname.slice(room.href.length + 1).split("/").at(-1) ?? "");
  return (
    <>
      {inside ? null : <span className="truncate text-[16px]/6 font-semibold text-strong md:hidden">{name}</span>}
      {inside ? (
        <nav aria-label={t("shell.breadcrumbs")} className="min-w-0">
          <ol className="flex items-center gap-2 type-data">
            <li className="shrink-0">
              <Link href={room.href} className="text-base hover:text-strong hover:underline underline-offset-4">{name}</Link>
            </li>
            <li aria-current="page" className="min-w-0 truncate font-medium text-strong">
              <span aria-hidden className="mr-2 font-normal text-muted">/</span>
              {leaf}
            </li>
          </ol>
        </nav>
      ) : null}
    </>
  );
}
