/** Text written in Markdown; what it takes to draw it is downloaded when there is some, formulas only where used. */
import { lazy, Suspense } from "react";
import { Skeleton } from "../parts/states";

const Plain = lazy(() => import("./plain"));
const WithMath = lazy(() => import("./with-math"));

export function Statement({ text }: { text: string }) {
  const Reader = text.includes("$") ? WithMath : Plain;
  return (
    <Suspense fallback={<Skeleton rows={6} height="h-4" gap="gap-4" />}>
      <Reader text={text} />
    </Suspense>
  );
}
