"use client";

import { useTranslations } from "next-intl";

import { notify } from "@/components/ui/notify";

/** Ends the session by a POST and leaves with a full load, so that no cached data stays behind. */
export function useSignOut(href: string) {
  const t = useTranslations("shell.user");
  return async () => {
    const response = await fetch(href, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }).catch(() => null);
    if (response?.ok) window.location.assign("/sign-in");
    else notify.danger(t("signOutFailed"));
  };
}
