import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";

import { BreadcrumbProvider } from "./breadcrumb-context";
import type { SearchTarget } from "./global-search";
import type { NavItem } from "./nav-item";
import { PhoneNav } from "./phone-nav";
import type { ShellUser } from "./shell-user";
import { Sidebar } from "./sidebar";
import { type SimulatedService, SimulatorBanner } from "./simulator-banner";
import { parseTheme, themeCookie } from "./theme";
import { TopBar } from "./top-bar";
import { UserMenu } from "./user-menu";

export interface ConsoleShellProps {
  user: ShellUser;
  /** Only the rooms that exist and that the role may see. */
  navItems: ReadonlyArray<NavItem>;
  /** Leave out where the role may not search leads. */
  search?: SearchTarget;
  /** The bell, at the right end of the top bar. */
  notifications?: ReactNode;
  simulated: ReadonlyArray<SimulatedService>;
  signOutHref?: string;
  children: ReactNode;
}

/** The console around a page: skip link, rooms, top bar, simulator strip, main. */
export async function ConsoleShell({ user, navItems, search, notifications, simulated, signOutHref = "/api/auth/sign-out", children }: ConsoleShellProps) {
  const t = await getTranslations("shell");
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  const userMenu = <UserMenu user={user} theme={theme} signOutHref={signOutHref} />;
  return (
    <BreadcrumbProvider>
      <a href="#main" className="sr-only z-50 rounded-md bg-accent px-4 py-2 type-data font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        {t("skip")}
      </a>
      <div className="grid min-h-dvh md:grid-cols-[var(--spacing-nav)_minmax(0,1fr)]">
        <Sidebar items={navItems} user={userMenu} />
        <div className="flex min-w-0 flex-col">
          <TopBar items={navItems} phoneNav={<PhoneNav items={navItems} user={userMenu} />} search={search} notifications={notifications} />
          <SimulatorBanner services={simulated} />
          <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
            {children}
          </main>
        </div>
      </div>
    </BreadcrumbProvider>
  );
}
