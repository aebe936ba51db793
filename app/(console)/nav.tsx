import { BellRing, Gauge, Layers, LayoutDashboard, Megaphone, MessageCircle, Router, Settings, SquareUser, UsersRound } from "lucide-react";

import type { NavItem } from "@/components/shell/nav-item";
import type { OpenAlerts } from "@/lib/alerts/schemas";
import type { Actor } from "@/lib/auth/actor";
import { may, type Permission } from "@/lib/auth/roles";
import type { QueueOverview } from "@/lib/jobs/schemas";

interface Room {
  /** What one must be allowed to do to see it. */
  permission: Permission;
  item: NavItem;
  /** The count as the server writes it; components/live/nav-live.tsx and the bell keep it moving. */
  countOf?: (now: Now) => number | undefined;
}

/** What the counts are read from. */
interface Now {
  queue: QueueOverview;
  alerts: OpenAlerts | null;
}

/** The rooms in the menu's order: a new one is a row here. */
const ROOMS: ReadonlyArray<Room> = [
  { permission: "overview:read", item: { href: "/overview", labelKey: "overview", icon: <LayoutDashboard aria-hidden />, warn: true }, countOf: ({ queue }) => queue.needs_attention },
  { permission: "leads:read", item: { href: "/leads", labelKey: "leads", icon: <SquareUser aria-hidden /> } },
  { permission: "jobs:read", item: { href: "/jobs", labelKey: "jobs", icon: <Layers aria-hidden /> }, countOf: ({ queue: { counts } }) => counts.queued + counts.processing },
  { permission: "wispro:read", item: { href: "/wispro", labelKey: "wispro", icon: <Router aria-hidden /> } },
  { permission: "campaigns:read", item: { href: "/campaigns", labelKey: "campaigns", icon: <Megaphone aria-hidden /> } },
  { permission: "whatsapp:read", item: { href: "/whatsapp", labelKey: "whatsapp", icon: <MessageCircle aria-hidden /> } },
  { permission: "users:read", item: { href: "/users", labelKey: "users", icon: <UsersRound aria-hidden /> } },
  { permission: "alerts:read", item: { href: "/alerts", labelKey: "alerts", icon: <BellRing aria-hidden />, secondary: true, warn: true }, countOf: ({ alerts }) => alerts?.counts.total },
  { permission: "performance:read", item: { href: "/performance", labelKey: "performance", icon: <Gauge aria-hidden />, secondary: true } },
  { permission: "jobs:read", item: { href: "/settings", labelKey: "settings", icon: <Settings aria-hidden />, secondary: true } },
];

/** The rooms that an actor may see. */
export function roomsFor(actor: Pick<Actor, "role">, now: Now): NavItem[] {
  return ROOMS.filter(({ permission }) => may(actor, permission)).map(({ item, countOf }) => ({ ...item, count: countOf?.(now) }));
}
