import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Logo } from "./logo";
import type { NavItem } from "./nav-item";
import { NavList } from "./nav-list";

/** The column of rooms, 216 px, from 720 px on. */
export function Sidebar({ items, user }: { items: ReadonlyArray<NavItem>; user: ReactNode }) {
  const t = useTranslations("shell");
  return (
    <aside aria-label={t("sidebar")} className="border-r border-line-hair bg-sunken max-md:hidden">
      <div className="sticky top-0 flex h-dvh flex-col">
        <Link href="/" className="flex h-topbar shrink-0 items-center px-4 -outline-offset-2!">
          <Logo />
        </Link>
        <div className="min-h-0 flex-1 overflow-y-auto">
          <NavList items={items} />
        </div>
        <div className="border-t border-line-hair">{user}</div>
      </div>
    </aside>
  );
}
