import type { ReactNode } from "react";

import { Breadcrumbs } from "./breadcrumbs";
import { GlobalSearch, type SearchTarget } from "./global-search";
import { LiveIndicator } from "./live-indicator";
import type { NavItem } from "./nav-item";

export interface TopBarProps {
  items: ReadonlyArray<NavItem>;
  phoneNav: ReactNode;
  search?: SearchTarget;
  notifications?: ReactNode;
}

/** The 48 px strip above every page; it stays while the page scrolls. */
export function TopBar({ items, phoneNav, search, notifications }: TopBarProps) {
  return (
    <header className="edge-x sticky top-0 z-30 flex h-topbar items-center gap-3 border-b border-line-hair bg-canvas max-md:h-14">
      {phoneNav}
      <Breadcrumbs items={items} />
      <div className="ml-auto flex items-center gap-2">
        <LiveIndicator />
        {search ? <span className="ml-2 flex max-lg:hidden"><GlobalSearch {...search} /></span> : null}
        {notifications}
      </div>
    </header>
  );
}
