import type { Metadata } from "next";
import { forbidden, notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";

import { CampaignEditor } from "@/components/campaigns/campaign-editor";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { may } from "@/lib/auth/roles";
import { listTags } from "@/lib/campaigns/contacts";
import { findCampaign } from "@/lib/campaigns/find-campaign";
import { listZones } from "@/lib/campaigns/list-zones";
import { settings } from "@/lib/config/env";
import { forPage, pageContext } from "@/lib/context/page-context";
import { idParams } from "@/lib/http/params";
import { listEstados } from "@/lib/leads/estados";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("campaigns"))("editor.editTitle") };
}

export default async function EditCampaignPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await pageContext();
  if (!may(ctx.actor, "campaigns:write")) forbidden();
  const parsed = idParams.safeParse(await params);
  if (!parsed.success) notFound();
  const [t, tags, estados, zones, campaign] = await forPage(Promise.all([getTranslations("campaigns.editor"), listTags(ctx), listEstados(ctx), listZones(ctx), findCampaign(ctx, parsed.data.id)]));
  return (
    <>
      <BreadcrumbLabel>{t("editTitle")}</BreadcrumbLabel>
      <CampaignEditor campaign={campaign} tags={tags.items} estados={estados.items} zones={zones} timeZone={settings().APP_TIMEZONE} />
    </>
  );
}
