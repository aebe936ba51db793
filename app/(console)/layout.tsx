import { forbidden, redirect } from "next/navigation";
import type { ReactNode } from "react";

import { NavLive } from "@/components/live/nav-live";
import { ConsoleShell } from "@/components/shell/console-shell";
import { may } from "@/lib/auth/roles";
import { pageContext } from "@/lib/context/page-context";
import { queueOverview } from "@/lib/jobs/queue-overview";

import { roomsFor } from "./nav";

/** The console: whoever has a session and a role that works in it. Subscribers have a page of their own. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { actor, ...ctx } = await pageContext();
  if (actor.role === "subscriber") redirect("/account");
  if (!may(actor, "overview:read")) forbidden();
  const queue = await queueOverview({ ...ctx, actor });
  return (
    <ConsoleShell
      user={{ name: actor.name, email: actor.email ?? "", role: actor.role }}
      navItems={roomsFor(actor, queue)}
      search={may(actor, "leads:read") ? { action: "/leads", param: "search" } : undefined}
      notifications={{ count: queue.needs_attention, href: "/overview#attention" }}
    >
      <NavLive initial={queue} />
      {children}
    </ConsoleShell>
  );
}
