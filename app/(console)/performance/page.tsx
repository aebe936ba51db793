import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";

import { PerformanceRoom } from "@/components/performance/performance-room";
import { performanceParams } from "@/components/performance/search-params";
import { forPage, pageContext } from "@/lib/context/page-context";
import { performanceStats } from "@/lib/monitoring/performance-stats";

const loadParams = createLoader(performanceParams);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("performance"))("title") };
}

/** How fast the system answers, and what holds it up. */
export default async function PerformancePage({ searchParams }: PageProps<"/performance">) {
  const ctx = await pageContext();
  const { range } = await loadParams(searchParams);
  return <PerformanceRoom initial={await forPage(performanceStats(ctx, range))} />;
}
