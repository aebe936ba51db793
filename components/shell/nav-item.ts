import type { ReactNode } from "react";

import type nav from "@/messages/es/nav.json";

/** A room of the console, as the menu shows it. Pass only those that exist and the role may see. */
export interface NavItem {
  href: string;
  /** A key of the `nav` messages. */
  labelKey: keyof typeof nav;
  /** An element such as `<Layers />`. */
  icon: ReactNode;
  /** How many are under way. */
  count?: number;
  /** The count asks for attention: shown amber, with a triangle. */
  warn?: boolean;
  /** The second group, under the hairline. */
  secondary?: boolean;
}

/** The item whose room holds the path: the longest match, and "/" only itself. */
export function activeItem(items: ReadonlyArray<NavItem>, pathname: string): NavItem | undefined {
  return items
    .filter(({ href }) => pathname === href || (href !== "/" && pathname.startsWith(`${href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0];
}
