import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";

import { SESSIONS_PER_PAGE, whatsappParams } from "@/components/whatsapp/search-params";
import { WhatsappRoom } from "@/components/whatsapp/whatsapp-room";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";
import { listSessions } from "@/lib/whatsapp/find-session";
import { gatewayGauges } from "@/lib/whatsapp/gauges";

const loadParams = createLoader(whatsappParams);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("whatsapp"))("title") };
}

/** The sessions of WhatsApp Web: pair a phone, see which are there, log out. */
export default async function WhatsappPage({ searchParams }: PageProps<"/whatsapp">) {
  const ctx = await pageContext();
  const { page, search, status, logged_out } = await loadParams(searchParams);
  const [sessions, gauges] = await forPage(
    Promise.all([
      listSessions(ctx, { page: Math.max(1, page), per_page: SESSIONS_PER_PAGE, format: "json", logged_out, ...(search && { search }), ...(status && { status }) }),
      gatewayGauges(ctx),
    ]),
  );
  const { id, name } = ctx.actor;
  return <WhatsappRoom page={sessions} gauges={gauges} mayWrite={may(ctx.actor, "whatsapp:write")} self={id === null ? null : { id, name }} />;
}
