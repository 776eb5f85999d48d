/** Ties the event stream to the cache of reads: what arrives is written into it or has it fetched again. */
import { useQueryClient, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { keys } from "../api/queries";
import type { List, Submission } from "../api/types";
import { newer } from "../journey/model";
import { listen, stream, want, type Happening } from "./stream";

const replace = (list: List<Submission>, arrived: Submission): List<Submission> => ({
  ...list,
  items: list.items.map((item) => (item.id === arrived.id ? newer(item, arrived) : item)),
});

function apply(client: QueryClient, happening: Happening): void {
  switch (happening.type) {
    case "status": {
      const { submission } = happening;
      client.setQueryData<Submission>(keys.submission(submission.id), (known) => known && newer(known, submission));
      const patch = (list: List<Submission> | undefined) => list && replace(list, submission);
      client.setQueryData<List<Submission>>(keys.attempts(submission.problemId), patch);
      client.setQueryData<List<Submission>>(keys.studySubmissions(submission.studyId), patch);
      client.setQueryData<InfiniteData<List<Submission>>>(
        keys.mine,
        (data) => data && { ...data, pages: data.pages.map((page) => replace(page, submission)) },
      );
      if (submission.aiStatus === "COMPLETED") void client.invalidateQueries({ queryKey: keys.review(submission.id) });
      void client.invalidateQueries({ queryKey: keys.events(submission.id) });
      if (happening.eventType === "SubmissionReceived") {
        void client.invalidateQueries({ queryKey: keys.studySubmissions(submission.studyId) });
        void client.invalidateQueries({ queryKey: keys.mine });
      }
      return;
    }
    case "done":
      void client.invalidateQueries({ queryKey: keys.submission(happening.submissionId) });
      return;
    case "study":
      void client.invalidateQueries({ queryKey: ["study"] });
      return;
    case "fresh":
      for (const topic of happening.topics) {
        const [kind, id = ""] = topic.split(":");
        if (kind === "submission") void client.invalidateQueries({ queryKey: keys.submission(id) });
        if (kind === "study") void client.invalidateQueries({ queryKey: keys.study(id) });
        void client.invalidateQueries({ queryKey: keys.mine });
      }
  }
}

/** Mounted once, by the shell. */
export function useLiveCache(): void {
  const client = useQueryClient();
  useEffect(() => listen((happening) => apply(client, happening)), [client]);
}

/** Keeps these topics live while the calling screen is there. */
export function useTopics(topics: readonly string[]): void {
  const joined = [...topics].sort().join(",");
  useEffect(() => (joined === "" ? undefined : want(joined.split(","))), [joined]);
}

/** The state of the stream. */
export function useStream() {
  return useSyncExternalStore(stream.subscribe, stream.get);
}
