"use client";

import { LogOut, Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";

import { Menu, MenuItem, MenuRadio, MenuSeparator } from "@/components/ui/menu";
import { locales } from "@/lib/i18n/locales";

import type { ShellUser } from "./shell-user";
import { usePreferences } from "./use-preferences";
import { useSignOut } from "./use-sign-out";
import type { Theme } from "./theme";

const languageNames = { es: "Español", en: "English" } as const;

export interface UserMenuProps {
  user: ShellUser;
  theme: Theme;
  /** Answers a POST by ending the session. */
  signOutHref: string;
}

/** Who is signed in; opens theme, language and the way out. */
export function UserMenu({ user, theme: initialTheme, signOutHref }: UserMenuProps) {
  const t = useTranslations("shell.user");
  const roles = useTranslations("shell.roles");
  const { theme, changeTheme, locale, changeLocale } = usePreferences(initialTheme);
  const signOut = useSignOut(signOutHref);
  return (
    <Menu
      side="top"
      align="start"
      className="w-50"
      trigger={
        <button type="button" className="flex h-16 w-full items-center gap-3 px-4 text-left -outline-offset-2! hover:bg-hover">
          <span aria-hidden className="flex size-7 shrink-0 items-center justify-center rounded-md border border-line-hair bg-hover type-axis font-semibold text-strong">
            {initials(user.name)}
          </span>
          <span className="min-w-0">
            <span className="block truncate type-data font-medium text-strong">{user.name}</span>
            <span className="block truncate type-meta text-muted">{roles(user.role)}</span>
            <span className="sr-only">{t("menu")}</span>
          </span>
        </button>
      }
    >
      <p className="truncate px-2 pt-1 type-meta text-muted">{user.email}</p>
      <MenuRadio
        label={t("theme")}
        value={theme}
        onValueChange={changeTheme}
        options={[
          { value: "light", label: t("light"), icon: <Sun aria-hidden /> },
          { value: "dark", label: t("dark"), icon: <Moon aria-hidden /> },
          { value: "system", label: t("system"), icon: <Monitor aria-hidden /> },
        ]}
      />
      <MenuSeparator />
      <MenuRadio label={t("language")} value={locale} onValueChange={changeLocale} options={locales.map((value) => ({ value, label: <span lang={value}>{languageNames[value]}</span> }))} />
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden />} onSelect={signOut}>{t("signOut")}</MenuItem>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]?.toUpperCase() ?? "").join("");
}
