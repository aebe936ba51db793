import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsInteger } from "nuqs/server";

import { WisproRoom } from "@/components/wispro/wispro-room";
import { may } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import { forPage, pageContext } from "@/lib/context/page-context";
import { listConflicts } from "@/lib/wispro/conflicts";
import { listSyncs } from "@/lib/wispro/find-sync";
import { showSettings } from "@/lib/wispro/settings";

const RUNS_SHOWN = 10;
const CONFLICTS_SHOWN = 25;
const loadParams = createLoader({ page: parseAsInteger.withDefault(1) });

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("wispro"))("title") };
}

/** Wispro's runs: start one, watch it, settle what it could not decide. */
export default async function WisproPage({ searchParams }: PageProps<"/wispro">) {
  const ctx = await pageContext();
  const { page } = await loadParams(searchParams);
  const [newest, history, conflicts, switches] = await forPage(
    Promise.all([
      listSyncs(ctx, { page: 1, per_page: 1 }),
      listSyncs(ctx, { page: Math.max(1, page), per_page: RUNS_SHOWN }),
      listConflicts(ctx, { page: 1, per_page: CONFLICTS_SHOWN }),
      showSettings(ctx),
    ]),
  );
  return (
    <WisproRoom
      latest={newest.items[0] ?? null}
      history={history}
      conflicts={conflicts}
      settings={switches}
      simulated={settings().WISPRO_SIMULATED}
      mayRun={may(ctx.actor, "wispro:run")}
    />
  );
}
