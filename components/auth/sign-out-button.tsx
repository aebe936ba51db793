"use client";

import { useTranslations } from "next-intl";

import { useSignOut } from "@/components/shell/use-sign-out";
import { Button } from "@/components/ui/button";

/** Ends the session, to enter with another account. */
export function SignOutButton() {
  const t = useTranslations("common");
  const signOut = useSignOut("/api/auth/sign-out");
  return <Button onClick={signOut}>{t("otherAccount")}</Button>;
}
