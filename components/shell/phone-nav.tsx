"use client";

import { Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";

import { IconButton } from "@/components/ui/icon-button";
import { Sheet } from "@/components/ui/sheet";

import type { NavItem } from "./nav-item";
import { NavList } from "./nav-list";

/** The rooms as a sheet, under 720 px. */
export function PhoneNav({ items, user }: { items: ReadonlyArray<NavItem>; user: ReactNode }) {
  const t = useTranslations("shell");
  const [open, setOpen] = useState(false);
  return (
    <Sheet
      side="left"
      title={t("menu")}
      open={open}
      onOpenChange={setOpen}
      trigger={<IconButton label={t("openMenu")} icon={<MenuIcon aria-hidden />} tooltip={false} className="-ml-3 md:hidden" />}
    >
      <div className="flex min-h-full flex-col">
        <NavList items={items} onNavigate={() => setOpen(false)} />
        <div className="mt-auto border-t border-line-hair">{user}</div>
      </div>
    </Sheet>
  );
}
