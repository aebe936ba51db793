import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import { getTranslations } from "next-intl/server";

import { OptOutsRoom } from "@/components/campaigns/opt-outs-room";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { may } from "@/lib/auth/roles";
import { pageContext } from "@/lib/context/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("campaigns"))("optOutsPage.title") };
}

export default async function OptOutsPage() {
  const ctx = await pageContext();
  if (!may(ctx.actor, "campaigns:read")) forbidden();
  const t = await getTranslations("campaigns.optOutsPage");
  return (
    <>
      <BreadcrumbLabel>{t("title")}</BreadcrumbLabel>
      <OptOutsRoom mayWrite={may(ctx.actor, "campaigns:write")} />
    </>
  );
}
