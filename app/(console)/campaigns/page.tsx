import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

import { CampaignsRoom } from "@/components/campaigns/campaigns-room";
import { may } from "@/lib/auth/roles";
import { listCampaigns } from "@/lib/campaigns/find-campaign";
import { queueMetrics } from "@/lib/campaigns/queue-metrics";
import { forPage, pageContext } from "@/lib/context/page-context";

const PER_PAGE = 25;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("campaigns"))("title") };
}

export default async function CampaignsPage() {
  const ctx = await pageContext();
  const [initial, metrics] = await forPage(Promise.all([listCampaigns(ctx, { page: 1, per_page: PER_PAGE }), queueMetrics(ctx)]));
  return <CampaignsRoom initial={initial} metrics={metrics} mayWrite={may(ctx.actor, "campaigns:write")} />;
}
