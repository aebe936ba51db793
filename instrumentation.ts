/** Runs once in each web process before its first request: bad settings stop it here, and streams end when it is told to stop. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startTracing } = await import("@/lib/trace/start-tracing");
  await startTracing("web");
  // In development Next.js alone answers, so that changed handlers are taken up.
  if (process.env.NODE_ENV === "production") {
    const { openMachineDoors } = await import("@/app/api/doors");
    openMachineDoors();
  }
  const { startWeb } = await import("@/lib/http/start-web");
  startWeb();
  const { keepWatchOverLives } = await import("@/lib/monitoring/watch-lives");
  keepWatchOverLives();
}
