import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { CampaignView } from "@/components/campaigns/campaign-view";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { may } from "@/lib/auth/roles";
import { findCampaign } from "@/lib/campaigns/find-campaign";
import { queueStatus } from "@/lib/campaigns/queue-status";
import { forPage, pageContext } from "@/lib/context/page-context";
import { idParams } from "@/lib/http/params";

export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: `C-${(await params).id}` };
}

/** One campaign, moving. */
export default async function CampaignPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await pageContext();
  const parsed = idParams.safeParse(await params);
  if (!parsed.success) notFound();
  const [campaign, status] = await forPage(Promise.all([findCampaign(ctx, parsed.data.id), queueStatus(ctx, parsed.data.id)]));
  return (
    <>
      <BreadcrumbLabel>{`C-${campaign.id}`}</BreadcrumbLabel>
      <CampaignView key={campaign.id} campaign={campaign} initial={status} mayWrite={may(ctx.actor, "campaigns:write")} />
    </>
  );
}
