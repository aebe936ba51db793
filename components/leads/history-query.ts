/** Rows of a lead's history a page. */
export const historyPerPage = 25;
