"use client";

import { useRouter } from "next/navigation";
import { useLocale } from "next-intl";
import { useState, useTransition } from "react";

import type { Locale } from "@/lib/i18n/locales";

import { setLocale, setTheme } from "./actions";
import type { Theme } from "./theme";

/** Theme and language, changed at once on screen and kept in cookies for the next request. */
export function usePreferences(initialTheme: Theme) {
  const [theme, setOwnTheme] = useState(initialTheme);
  const [, startTransition] = useTransition();
  const router = useRouter();
  const changeTheme = (next: Theme) => {
    setOwnTheme(next);
    document.documentElement.dataset.theme = next;
    startTransition(() => setTheme(next));
  };
  const changeLocale = (next: Locale) =>
    startTransition(async () => {
      await setLocale(next);
      router.refresh();
    });
  return { theme, changeTheme, locale: useLocale(), changeLocale };
}
