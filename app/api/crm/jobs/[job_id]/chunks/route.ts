import { z } from "zod";
import { methods, route } from "@/lib/http/route";
import { listChunks } from "@/lib/jobs/list-failures";
import { chunkSchema, jobParams } from "@/lib/jobs/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "A job's chunks: which are done, and how fast", tag: "Jobs", permission: "jobs:read", params: jobParams, response: z.object({ items: z.array(chunkSchema) }) },
    ({ ctx, params }) => listChunks(ctx, params.job_id),
  ),
});
