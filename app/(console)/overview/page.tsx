import { getTranslations } from "next-intl/server";

import { PageHeader } from "@/components/ui/page-header";

export default async function OverviewPage() {
  const t = await getTranslations("nav");
  return <PageHeader room title={t("overview")} />;
}
