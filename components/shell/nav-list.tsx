"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

import { cn } from "@/components/ui/cn";
import { useFormat } from "@/components/ui/use-format";

import { useNavCount } from "./nav-counts";
import { activeItem, type NavItem } from "./nav-item";

/** The rooms, the working ones first, those of administration under a hairline. */
export function NavList({ items, onNavigate }: { items: ReadonlyArray<NavItem>; onNavigate?: () => void }) {
  const t = useTranslations("shell");
  const active = activeItem(items, usePathname());
  const groups = [items.filter((item) => !item.secondary), items.filter((item) => item.secondary)];
  return (
    <nav aria-label={t("mainNav")} className="px-2 py-2">
      {groups.map((group, index) =>
        group.length === 0 ? null : (
          <ul key={index} className={cn("grid", index > 0 && "before:mx-2 before:my-2 before:h-px before:bg-line-hair")}>
            {group.map((item) => (
              <li key={item.href}>
                <NavLink item={item} active={item === active} onNavigate={onNavigate} />
              </li>
            ))}
          </ul>
        ),
      )}
    </nav>
  );
}

function NavLink({ item, active, onNavigate }: { item: NavItem; active: boolean; onNavigate?: () => void }) {
  const t = useTranslations();
  const format = useFormat();
  const count = useNavCount(item.href, item.count);
  const n = count ? format.integer(count) : "";
  return (
    <Link
      href={item.href}
      onClick={onNavigate}
      aria-current={active ? "page" : undefined}
      className={cn(
        "flex h-[34px] items-center gap-2 rounded-md px-2 type-data max-md:h-touch",
        active ? "bg-selected font-medium text-strong [&>.lucide]:text-accent" : "text-base hover:bg-hover hover:text-strong",
      )}
    >
      {item.icon}
      <span className="min-w-0 flex-1 truncate">{t(`nav.${item.labelKey}`)}</span>
      {n ? (
        <span className={cn("flex items-center gap-1", item.warn ? "font-medium text-warn" : "text-muted")}>
          {item.warn ? <TriangleAlert aria-hidden className="size-3.5!" /> : null}
          <span aria-hidden>{n}</span>
          <span className="sr-only">{item.warn ? t("shell.navWarn", { n }) : t("shell.navCount", { n })}</span>
        </span>
      ) : null}
    </Link>
  );
}
