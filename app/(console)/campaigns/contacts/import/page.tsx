import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import { getTranslations } from "next-intl/server";

import { ImportContactsRoom } from "@/components/campaigns/import-contacts-room";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { may } from "@/lib/auth/roles";
import { pageContext } from "@/lib/context/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("campaigns"))("importPage.title") };
}

export default async function ImportContactsPage() {
  const ctx = await pageContext();
  if (!may(ctx.actor, "campaigns:write")) forbidden();
  const t = await getTranslations("campaigns.importPage");
  return (
    <>
      <BreadcrumbLabel>{t("title")}</BreadcrumbLabel>
      <ImportContactsRoom />
    </>
  );
}
