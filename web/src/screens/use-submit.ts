/** Sends code to be submitted, and moves on to its journey once the server has taken it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { ApiError, request } from "../api/http";
import { keys } from "../api/queries";
import type { CodeLanguage, Submission } from "../api/types";
import { answered, submitKey } from "../drafts/submit-key";

interface Work {
  language: CodeLanguage;
  code: string;
}

export function useSubmit(problem: string, user: string, forgetDraft: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    // Offline it fails at once, with a sentence, instead of going out unasked when the line is back.
    networkMode: "always",
    mutationFn: ({ language, code }: Work) =>
      request<Submission>("/api/submissions", {
        method: "POST",
        body: { problemId: problem, language, code },
        headers: { "Idempotency-Key": submitKey(localStorage, user, problem, language, code) },
      }),
    onSuccess: async (submission, { code }) => {
      answered(localStorage, user, problem);
      forgetDraft();
      client.setQueryData(keys.submission(submission.id), { ...submission, code: submission.code ?? code });
      void client.invalidateQueries({ queryKey: keys.attempts(problem) });
      void client.invalidateQueries({ queryKey: keys.mine });
      void client.invalidateQueries({ queryKey: keys.studySubmissions(submission.studyId) });
      await navigate(`/submissions/${submission.id}`);
    },
    onError: (error) => {
      // A refusal is an answer. After a broken line or a server error the code may have been taken: keep the key.
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) answered(localStorage, user, problem);
    },
  });
}
