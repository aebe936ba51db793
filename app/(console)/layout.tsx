import { forbidden, redirect } from "next/navigation";
import type { ReactNode } from "react";

import { AlertsBell } from "@/components/alerts/alerts-bell";
import { AlertRightsProvider } from "@/components/alerts/rights";
import { NavLive } from "@/components/live/nav-live";
import { ConsoleShell } from "@/components/shell/console-shell";
import { NotificationsLink } from "@/components/shell/notifications-link";
import type { SimulatedService } from "@/components/shell/simulator-banner";
import { openAlerts } from "@/lib/alerts/list-alerts";
import { may } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import { pageContext } from "@/lib/context/page-context";
import { queueOverview } from "@/lib/jobs/queue-overview";

import { roomsFor } from "./nav";

/** The console: whoever has a session and a role that works in it. Subscribers have a page of their own. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { actor, ...ctx } = await pageContext();
  if (actor.role === "subscriber") redirect("/account");
  if (!may(actor, "overview:read")) forbidden();
  const [queue, alerts] = await Promise.all([queueOverview({ ...ctx, actor }), may(actor, "alerts:read") ? openAlerts({ ...ctx, actor }) : null]);
  return (
    <AlertRightsProvider rights={{ webhooks: may(actor, "webhooks:manage") }}>
      <ConsoleShell
        user={{ name: actor.name, email: actor.email ?? "", role: actor.role }}
        navItems={roomsFor(actor, { queue, alerts })}
        search={may(actor, "leads:read") ? { action: "/leads", param: "search" } : undefined}
        simulated={simulatedServices()}
        notifications={alerts ? <AlertsBell initial={alerts} attention={queue.needs_attention} /> : <NotificationsLink count={queue.needs_attention} href="/overview#attention" />}
      >
        <NavLive initial={queue} />
        {children}
      </ConsoleShell>
    </AlertRightsProvider>
  );
}

/** What a simulator stands in for, as every page says. */
function simulatedServices(): SimulatedService[] {
  const { WISPRO_SIMULATED, TWILIO_SIMULATED, WHATSAPP_SIMULATED } = settings();
  return [...(WISPRO_SIMULATED ? ["wispro" as const] : []), ...(TWILIO_SIMULATED ? ["twilio" as const] : []), ...(WHATSAPP_SIMULATED ? ["whatsapp" as const] : [])];
}
