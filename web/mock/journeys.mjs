// Moves the mock's submissions along their journey. A line `mock: <word>` in the code chooses what happens:
// push-fails, token-refused, pushes, push-delayed, review-fails, slow.

const iso = () => new Date().toISOString();

export function newSubmission(id, world, problem, language, code, userName = world.user.name) {
  const now = iso();
  return {
    id,
    studyId: problem.studyId,
    problemId: problem.id,
    problemTitle: problem.title,
    userId: world.user.id,
    userName,
    language,
    code,
    step: "GITHUB_QUEUED",
    githubStatus: "PENDING",
    githubUrl: null,
    aiStatus: "PENDING",
    aiScore: null,
    late: problem.deadline !== null && Date.parse(problem.deadline) < Date.now(),
    createdAt: now,
    updatedAt: now,
    version: 1,
    journey: {
      receivedAt: now,
      savedAt: new Date(Date.now() + 3).toISOString(),
      push: { status: "PENDING", since: now, doneAt: null, retryAt: null, attempts: 0, code: null },
      review: { status: "PENDING", since: null, doneAt: null, retryAt: null, attempts: 0, code: null, provider: null },
    },
  };
}

function move(submission, changes, push = {}, review = {}) {
  Object.assign(submission, changes, { updatedAt: iso(), version: submission.version + 1 });
  Object.assign(submission.journey.push, push, { status: submission.githubStatus });
  Object.assign(submission.journey.review, review, { status: submission.aiStatus });
}

export function reviewOf(submission, locale) {
  const lines = submission.code.split("\n").length;
  const ko = locale === "ko";
  const highlights = [
    {
      startLine: 2,
      endLine: 2,
      type: "suggestion",
      message: ko
        ? "입력이 많을 때는 한 번에 읽는 편이 빠릅니다."
        : "Reading everything at once is quicker when there is a lot of input.",
    },
    {
      startLine: Math.min(6, lines),
      endLine: Math.min(9, lines),
      type: "issue",
      message: ko
        ? "반복문 안에 반복문이 있습니다. 입력이 커지면 시간이 제곱으로 늘어납니다. 이미 본 값을 사전에 기억하면 한 번만 훑어도 됩니다."
        : "A loop runs inside a loop, so the time grows with the square of the input. Remembering what was seen in a dictionary needs one pass.",
    },
    {
      startLine: Math.min(7, lines),
      endLine: Math.min(7, lines),
      type: "good",
      message: ko ? "이름이 뜻을 잘 전합니다." : "The name says what it holds.",
    },
  ];
  return {
    submissionId: submission.id,
    provider: "offline",
    model: null,
    promptVersion: null,
    createdAt: iso(),
    totalScore: null,
    summary: ko
      ? `${lines}줄을 규칙으로 살펴보았습니다. 반복문이 한 겹 중첩되어 있고, 되풀이되는 부분은 없습니다.`
      : `${lines} lines were measured by rules. Loops nest once, and no block is repeated.`,
    timeComplexity: null,
    spaceComplexity: null,
    categories: [
      {
        name: "efficiency",
        score: null,
        comment: ko ? "중첩 반복문이 하나 있습니다." : "One loop runs inside another.",
        highlights: highlights.slice(0, 2),
      },
      {
        name: "readability",
        score: null,
        comment: ko ? "긴 함수가 없습니다." : "No function is long.",
        highlights: highlights.slice(2),
      },
    ],
    optimizedCode: null,
  };
}

/** Runs the journey in the background; `tell(eventType, submission)` after every step. */
export function run(submission, world, tell, pace) {
  const plan = /mock: ([a-z-]+)/.exec(submission.code)?.[1] ?? "skip";
  const wait = plan === "slow" ? pace * 6 : pace;
  const review = () => {
    move(submission, { step: "AI_QUEUED" }, {}, { since: iso(), attempts: 1 });
    tell("ReviewQueued", submission);
    setTimeout(() => {
      if (plan === "review-fails") {
        move(submission, { step: "DONE", aiStatus: "FAILED" }, {}, { doneAt: iso(), code: "ai_gave_up" });
        tell("ReviewFailed", submission);
      } else {
        world.reviews.set(submission.id, reviewOf(submission, world.user.locale));
        move(submission, { step: "DONE", aiStatus: "COMPLETED" }, {}, { doneAt: iso(), provider: "offline" });
        tell("ReviewCompleted", submission);
      }
    }, wait);
  };
  setTimeout(() => {
    const done = { doneAt: iso(), attempts: 1 };
    if (plan === "push-delayed") {
      const retryAt = new Date(Date.now() + 45_000).toISOString();
      move(submission, { githubStatus: "DELAYED" }, { retryAt, attempts: 2, code: "github_rate_limited" });
      tell("GithubPushDelayed", submission);
      return;
    }
    if (plan === "push-fails") move(submission, { githubStatus: "FAILED" }, { ...done, code: "github_gave_up" });
    else if (plan === "token-refused")
      move(submission, { githubStatus: "TOKEN_INVALID" }, { ...done, code: "github_token_refused" });
    else if (plan === "pushes" || plan === "slow") {
      move(submission, { githubStatus: "SYNCED", githubUrl: "https://github.com/example/solutions/commit/0f3a" }, done);
    } else move(submission, { githubStatus: "SKIPPED" }, { ...done, code: "github_not_linked" });
    tell("GithubPushSettled", submission);
    review();
  }, wait);
}
