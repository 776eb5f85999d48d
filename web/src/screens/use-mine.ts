/** My submissions, newest first: the pages fetched so far as one list, with the read in the form `Loaded` takes. */
import { useInfiniteQuery, type UseQueryResult } from "@tanstack/react-query";
import { mineQuery } from "../api/queries";

export function useMine() {
  const query = useInfiniteQuery(mineQuery);
  return {
    query: query as unknown as UseQueryResult,
    items: query.data?.pages.flatMap(({ items }) => items) ?? [],
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
    fetchingMore: query.isFetchingNextPage,
  };
}
