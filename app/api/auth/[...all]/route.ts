import { auth } from "@/lib/auth/auth";
import { localeOf } from "@/lib/http/locale";
import { problem } from "@/lib/http/problem";
import { requestIdOf } from "@/lib/http/route";
import { log } from "@/lib/log/log";

async function handler(request: Request): Promise<Response> {
  try {
    return await auth().handler(request);
  } catch (error) {
    return problem(error, { requestId: requestIdOf(request), locale: localeOf(request), log: log() });
  }
}

export { handler as GET, handler as POST };
