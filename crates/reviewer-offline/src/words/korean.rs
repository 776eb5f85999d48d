use super::{Words, deepest, listed};
use crate::{
    measure::{Long, Measures, Nest},
    repeats::Repeat,
};

pub(super) struct Korean;

impl Words for Korean {
    fn summary(&self, measures: &Measures<'_>, remarks: usize) -> String {
        let counts = measures.counts;
        let parts = if measures.is_sql {
            String::new()
        } else {
            format!(
                " 반복문은 {}개, 함수는 {}개예요.",
                measures.loops, measures.functions
            )
        };
        let marked = match remarks {
            0 => "따로 눈에 띄는 곳은 없었어요.".to_owned(),
            more => format!("다시 살펴보면 좋을 곳을 {more}군데 표시해 두었어요."),
        };
        format!(
            "이 리뷰에는 AI 모델을 쓰지 않았어요. 코드의 생김새만 재어 본 것이라 점수가 없고, 정답인지 또는 충분히 \
             빠른지는 판단하지 않았어요. 코드는 모두 {}줄이고, 그중 실제 코드가 {}줄, 주석이 {}줄, 빈 줄이 \
             {}줄이에요.{parts} {marked}",
            counts.all(),
            counts.code,
            counts.comment,
            counts.blank,
        )
    }

    fn correctness(&self) -> String {
        "판단하지 않았어요. 코드를 실행해 보지도, 문제의 요구 사항과 견주어 보지도 않았어요."
            .to_owned()
    }

    fn efficiency(&self, measures: &Measures<'_>) -> String {
        if measures.is_sql {
            return match measures.depth {
                0 => "다른 쿼리 안에 들어 있는 쿼리는 없어요.".to_owned(),
                depth => format!("쿼리 안에 쿼리가 있고, 가장 깊은 곳은 {depth}단계예요."),
            };
        }
        match (measures.loops, deepest(&measures.loop_nests)) {
            (0, _) => "반복문이 없어요.".to_owned(),
            (1, _) => "반복문이 하나 있어요.".to_owned(),
            (loops, None) => format!("반복문이 {loops}개 있고, 서로 겹쳐 있지는 않아요."),
            (loops, Some(depth)) => {
                format!("반복문이 {loops}개 있고, 가장 깊은 곳에서는 {depth}겹으로 겹쳐 있어요.")
            }
        }
    }

    fn readability(&self, measures: &Measures<'_>) -> String {
        let comments = match measures.counts.comment {
            0 => "주석은 없고".to_owned(),
            lines => format!("주석이 {lines}줄 있고"),
        };
        let depth = match measures.depth {
            0 => "중첩된 곳은 없어요".to_owned(),
            depth if measures.is_sql => format!("쿼리는 가장 깊은 곳이 {depth}단계예요"),
            depth => format!("반복문과 조건문의 중첩은 가장 깊은 곳이 {depth}단계예요"),
        };
        format!("{comments}, {depth}.")
    }

    fn structure(&self, measures: &Measures<'_>) -> String {
        let functions = match measures.functions {
            _ if measures.is_sql => None,
            0 => Some("함수 없이 한 덩어리로 되어 있어요.".to_owned()),
            more => Some(format!("함수가 {more}개 있어요.")),
        };
        let repeats = match measures.repeats.len() {
            0 => "똑같이 되풀이되는 부분은 없어요.".to_owned(),
            more => format!("앞에 나온 줄들이 똑같이 되풀이되는 부분이 {more}군데 있어요."),
        };
        functions.map_or(repeats.clone(), |functions| {
            format!("{functions} {repeats}")
        })
    }

    fn best_practice(&self, measures: &Measures<'_>) -> String {
        match measures.debug_prints.len() {
            0 => "남겨진 디버깅 코드는 보이지 않아요. 언어별 스타일 규칙은 확인하지 않았어요.",
            _ => "디버깅하다 남은 것 같은 줄이 있어요. 언어별 스타일 규칙은 확인하지 않았어요.",
        }
        .to_owned()
    }

    fn nested_loops(&self, nest: &Nest) -> String {
        let (lines, more) = listed(&nest.starts);
        let more = if more { "번째 줄 등" } else { "번째 줄" };
        let how = match nest.depth() {
            2 => "반복문 안에 반복문이 있어요".to_owned(),
            depth => format!("반복문이 최대 {depth}겹으로 겹쳐 있어요"),
        };
        format!(
            "{how}({lines}{more}). 각 반복문이 끝까지 돈다면 반복 횟수가 서로 곱해져요. 문제에서 주는 가장 큰 입력에서도 \
             괜찮은지 확인해 보세요."
        )
    }

    fn deep_nesting(&self, nest: &Nest) -> String {
        format!(
            "여기에는 반복문과 조건문이 {}단계로 들어가 있어요. 조건이 맞지 않을 때 먼저 빠져나오거나 안쪽을 함수로 \
             떼어 내면 따라가기 쉬워져요.",
            nest.depth()
        )
    }

    fn long_line(&self, width: usize) -> String {
        format!("이 줄은 {width}자예요. 여러 줄로 나누면 한 화면에서 읽기 편해요.")
    }

    fn long_function(&self, long: &Long<'_>) -> String {
        let name = long
            .name
            .map_or("이 함수는".to_owned(), |name| format!("{name} 함수는"));
        format!(
            "{name} 코드가 {}줄이에요. 이름을 붙일 수 있는 부분이 있다면 따로 함수로 떼어 내 보세요.",
            long.code
        )
    }

    fn repeat(&self, repeat: &Repeat) -> String {
        let (first, last) = repeat.earlier;
        format!(
            "{first}~{last}번째 줄과 같은 내용이에요. 함수 하나로 묶으면 두 곳에서 함께 쓸 수 있어요."
        )
    }

    fn debug_print(&self) -> String {
        "디버깅용 출력처럼 보여요. 그렇다면 제출하기 전에 지워도 좋아요.".to_owned()
    }
}
