import { z } from "zod";

const DEFAULT_PER_PAGE = Number(process.env.DEFAULT_PAGE_SIZE ?? 10);
const MAX_PER_PAGE = Number(process.env.MAX_PAGE_SIZE ?? 100);

/** `?page&per_page` of every list. */
export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).max(10_000_000).default(1),
  per_page: z.coerce.number().int().min(1).max(MAX_PER_PAGE).default(DEFAULT_PER_PAGE),
});

export type PageQuery = z.infer<typeof pageQuery>;

export const paginationSchema = z.object({
  page: z.int(),
  per_page: z.int(),
  total: z.int(),
  total_pages: z.int(),
  has_next: z.boolean(),
  has_prev: z.boolean(),
  total_is_capped: z.boolean().optional().describe("True when there are more than `total`: counting stopped there"),
  total_is_estimated: z.boolean().optional().describe("True when `total` is an estimate: counting would take longer than the page"),
});

export type Pagination = z.infer<typeof paginationSchema>;

/** The answer of a list. */
export const paginated = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), pagination: paginationSchema });

/** The `pagination` of a list. */
export function paginate({ page, per_page }: PageQuery, total: number, capped = false): Pagination {
  const total_pages = Math.max(1, Math.ceil(total / per_page));
  return { page, per_page, total, total_pages, has_next: capped || page < total_pages, has_prev: page > 1, ...(capped && { total_is_capped: true }) };
}
