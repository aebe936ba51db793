import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import { getTranslations } from "next-intl/server";

import { CampaignEditor } from "@/components/campaigns/campaign-editor";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { may } from "@/lib/auth/roles";
import { listTags } from "@/lib/campaigns/contacts";
import { listZones } from "@/lib/campaigns/list-zones";
import { settings } from "@/lib/config/env";
import { forPage, pageContext } from "@/lib/context/page-context";
import { listEstados } from "@/lib/leads/estados";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("campaigns"))("editor.newTitle") };
}

export default async function NewCampaignPage() {
  const ctx = await pageContext();
  if (!may(ctx.actor, "campaigns:write")) forbidden();
  const [t, tags, estados, zones] = await forPage(Promise.all([getTranslations("campaigns.editor"), listTags(ctx), listEstados(ctx), listZones(ctx)]));
  return (
    <>
      <BreadcrumbLabel>{t("newTitle")}</BreadcrumbLabel>
      <CampaignEditor campaign={null} tags={tags.items} estados={estados.items} zones={zones} timeZone={settings().APP_TIMEZONE} />
    </>
  );
}
