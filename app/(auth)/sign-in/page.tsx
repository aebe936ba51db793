import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";

import { SignInForm } from "@/components/auth/sign-in-form";
import { SignInTabs } from "@/components/wispro/sign-in-tabs";
import { sessionActor } from "@/lib/auth/session";
import { ownPath } from "@/lib/http/page-path";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("title") };
}

/** Signing in; whoever already has is taken where they were going. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  const destination = ownPath([next].flat()[0], "/");
  if (await sessionActor(await headers())) redirect(destination);
  const t = await getTranslations("auth");
  return (
    <>
      <h1 className="mb-4 type-title font-semibold text-strong">{t("title")}</h1>
      <SignInTabs staffHint={t("subtitle")} staff={<SignInForm destination={destination} />} />
    </>
  );
}
