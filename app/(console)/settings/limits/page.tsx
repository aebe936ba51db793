import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

import { LimitsList } from "@/components/settings/limits-list";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { forPage, pageContext } from "@/lib/context/page-context";
import { showLimits } from "@/lib/jobs/quota";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.tabs"))("limits") };
}

export default async function LimitsPage() {
  const ctx = await pageContext();
  const { limits } = await forPage(showLimits(ctx));
  const t = await getTranslations("settings.tabs");
  return (
    <>
      <BreadcrumbLabel>{t("limits")}</BreadcrumbLabel>
      <LimitsList initial={limits} name={ctx.actor.name} />
    </>
  );
}
