"use server";

import { cookies } from "next/headers";

import { isLocale, localeCookie } from "@/lib/i18n/locales";

import { parseTheme, themeCookie } from "./theme";

const yearSeconds = 365 * 24 * 60 * 60;
const options = { path: "/", maxAge: yearSeconds, sameSite: "lax" } as const;

/** Keeps the reader's theme. Anything but `light` and `dark` means the system's. */
export async function setTheme(theme: string) {
  (await cookies()).set(themeCookie, parseTheme(theme), options);
}

/** Keeps the reader's language; one that we do not speak changes nothing. */
export async function setLocale(locale: string) {
  if (isLocale(locale)) (await cookies()).set(localeCookie, locale, options);
}
