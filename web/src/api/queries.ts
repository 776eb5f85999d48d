/** Every read the page makes, each under one key, so that a change knows exactly what to fetch again. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ApiError, keepCsrfToken, request } from "./http";
import type { Github, List, LoggedEvent, Member, Problem, Review, Session, Study, Submission } from "./types";

/** Keys of the cache, from the general to the particular. */
export const keys = {
  session: ["session"],
  studies: ["studies"],
  study: (id: string) => ["study", id],
  members: (study: string) => ["study", study, "members"],
  problems: (study: string) => ["study", study, "problems"],
  studySubmissions: (study: string) => ["study", study, "submissions"],
  problem: (id: string) => ["problem", id],
  attempts: (problem: string) => ["problem", problem, "attempts"],
  mine: ["mine"],
  submission: (id: string) => ["submission", id],
  review: (id: string) => ["submission", id, "review"],
  events: (id: string) => ["submission", id, "events"],
  github: ["github"],
} as const;

/** The session, or null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await request<Session>("/auth/session", { signal });
      keepCsrfToken(session.csrfToken);
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const studiesQuery = queryOptions({
  queryKey: keys.studies,
  queryFn: ({ signal }) => request<List<Study>>("/api/studies?limit=100", { signal }),
});

export const studyQuery = (id: string) =>
  queryOptions({
    queryKey: keys.study(id),
    queryFn: ({ signal }) => request<Study>(`/api/studies/${id}`, { signal }),
  });

export const membersQuery = (study: string) =>
  queryOptions({
    queryKey: keys.members(study),
    queryFn: ({ signal }) => request<List<Member>>(`/api/studies/${study}/members?limit=100`, { signal }),
  });

export const problemsQuery = (study: string) =>
  queryOptions({
    queryKey: keys.problems(study),
    queryFn: ({ signal }) => request<List<Problem>>(`/api/studies/${study}/problems?limit=100`, { signal }),
  });

/** The newest submissions of everybody in a study. */
export const studySubmissionsQuery = (study: string) =>
  queryOptions({
    queryKey: keys.studySubmissions(study),
    queryFn: ({ signal }) => request<List<Submission>>(`/api/submissions?study=${study}&limit=100`, { signal }),
  });

export const problemQuery = (id: string) =>
  queryOptions({
    queryKey: keys.problem(id),
    queryFn: ({ signal }) => request<Problem>(`/api/problems/${id}`, { signal }),
  });

/** My submissions to one problem, newest first. */
export const attemptsQuery = (problem: string) =>
  queryOptions({
    queryKey: keys.attempts(problem),
    queryFn: ({ signal }) =>
      request<List<Submission>>(`/api/submissions?problem=${problem}&mine=true&limit=100`, { signal }),
  });

/** All my submissions, newest first, a page at a time. */
export const mineQuery = infiniteQueryOptions({
  queryKey: keys.mine,
  queryFn: ({ pageParam, signal }) =>
    request<List<Submission>>(
      `/api/submissions?mine=true&limit=50${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`,
      { signal },
    ),
  initialPageParam: "",
  getNextPageParam: (page: List<Submission>) => page.nextCursor,
});

export const submissionQuery = (id: string) =>
  queryOptions({
    queryKey: keys.submission(id),
    queryFn: ({ signal }) => request<Submission>(`/api/submissions/${id}`, { signal }),
  });

/** The review, or null until there is one. */
export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: keys.review(id),
    queryFn: async ({ signal }): Promise<Review | null> => {
      try {
        return await request<Review>(`/api/submissions/${id}/review`, { signal });
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });

export const eventsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.events(id),
    queryFn: ({ signal }) => request<List<LoggedEvent>>(`/api/submissions/${id}/events?limit=100`, { signal }),
  });

export const githubQuery = queryOptions({
  queryKey: keys.github,
  queryFn: ({ signal }) => request<Github>("/api/me/github", { signal }),
});
