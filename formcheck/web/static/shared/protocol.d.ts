// Made by `python -m formcheck.web.page_types` from the models of the server: do not edit.

/** The version of all of this; revision 1. */
export const PROTOCOL: string;

/** The answer to one frame: what was found in it, how long that took, and which part of the next ones to send. */
export interface Answer {
  kind: "seen";
  stage: Stage;
  phase: Phase;
  count: number;
  progress: Progress;
  side: "left" | "right" | null;
  good_s: number;
  held_s: number;
  tucked_s: number;
  tuck: Tuck;
  running: boolean;
  holding: boolean;
  red: boolean;
  why: Phrase | null;
  faults: FaultKind[];
  gates: GateAnswer[];
  kneeling: boolean | null;
  rear_side: "left" | "right" | null;
  rear_is_near: boolean | null;
  facing: "left" | "right" | null;
  message: Phrase | null;
  asked: string | null;
  cue: CueAnswer | null;
  points: Record<string, [number, number]>;
  limbs: Record<string, Band | null>;
  pelvis: PelvisAnswer;
  hands: HandsAnswer;
  worked_ms: number;
  part: PicturePart | null;
}

/** Where a quantity lies: target, warn, fault. */
export type Band = "green" | "yellow" | "red";

/** The person's own neutral on one side. */
export interface BaselineSummary {
  start_s: number;
  end_s: number;
  rear_thigh_deg: number;
  pelvic_tilt_deg: number | null;
  /** why nothing is judged against it, such as that it looks lunged; empty where it is believed */
  doubt: string;
  /** the same as a code */
  doubt_message: Message | null;
}

/** What the page asks for when a lunge begins, or goes on after the program was started again. */
export interface Begin {
  language?: string;
  hold_s?: number;
  sets?: number;
  by_plan?: boolean;
  resume?: ProgressInput | null;
}

/** The lunge has begun: pictures may come. */
export interface Begun {
  kind: "begun";
}

/** A review that is compared, with its curves. */
export interface ComparedVisit {
  key: string;
  name: string;
  patient: string;
  day: string;
  verdict: string;
  found: Found;
}

/** What is taken for given; None is left to the picture. Times are seconds of the source. */
export interface Corrections {
  /** which knee is down, the person's own side */
  rear_side: "left" | "right" | null;
  /** which way the person faces in the picture */
  facing: "left" | "right" | null;
  /** which person to judge: counted from the left, where several are first seen together */
  person: number | null;
  /** by how much the picture is turned clockwise, beyond what the file says itself */
  rotate_deg: 90 | 180 | 270 | null;
  /** which of several videos in the file to judge */
  stream: number | null;
  /** the recording shows a mirror image, which is turned back */
  mirrored: boolean;
  /** how many times faster than it plays it was in truth: 8 for 240 pictures a second played at 30 */
  speed: number | null;
  /** from when to when the person kneels in their neutral, in the order of time */
  baselines_s: [number, number][];
  /** from when to when each hold lasts, in the order of time */
  holds_s: [number, number][];
  /** holds that were found and are left as they are, where `holds_s` names others beside them */
  kept_holds_s: [number, number][];
  /** which knee is down in one kneel of several, in the order of time */
  sides_s: KneelSide[];
  /** joints that were moved by hand in a picture; those of the pictures around it follow */
  joints: JointMove[];
  /** from when to when the person shows their own range: relax, tuck, relax, tuck, relax */
  ranges_s: [number, number][];
  /** the person shows no range of their own: none is looked for, all is judged */
  no_range: boolean;
  /** nothing before this is looked at */
  start_s: number | null;
  /** nothing after this is looked at */
  end_s: number | null;
}

/** What the coach says now. */
export interface CueAnswer {
  code: string;
  text: string;
  kind: string;
}

/** One angle over the time, with its bands; None is unknown, or no limit. */
export interface Curve {
  quantity: string;
  name: string;
  times_s: (number | null)[];
  values_deg: (number | null)[];
  green: [number | null, number | null];
  yellow: [number | null, number | null];
}

/** Where the pelvis is on the dial: -1 the own arch, 0 the neutral, 1 the own tuck; null where not observed. */
export interface DialAnswer {
  at: number | null;
  sd: number | null;
  judged: boolean;
}

/** Every fault formcheck can name, in order of priority. */
export type FaultKind = "view" | "not_kneeling" | "arching" | "tuck_lost" | "over_lunging" | "trunk_lean" | "trunk_back" | "front_knee_bent" | "front_knee_straight" | "shin_forward" | "shin_back";

/** One fault. */
export interface FaultSummary {
  kind: FaultKind;
  /** in words */
  name: string;
  /** when the angle went past its red edge */
  start_s: number;
  /** when the dwell had passed */
  found_s: number;
  /** when it cleared; null where it lasted to the end of the file */
  end_s: number | null;
  /** the angle that showed it */
  quantity: string | null;
  worst_deg: number | null;
  /** how far the worst value lies outside its target */
  past_target_deg: number | null;
  worst_frame: number | null;
  worst_s: number | null;
  /** in words, for faults without an angle */
  reason: string;
  /** the same as a code */
  reason_message: Message | null;
  /** whether its worst value lay within its own error of the limit */
  borderline: boolean;
  /** standard deviation of its worst value in this picture */
  sd_deg: number | null;
  /** of a knee ahead of its ankle: with the hips at home, so the foot is too close */
  foot_close: boolean;
}

/** What was found with the corrections in force. */
export interface Found {
  sides: SideSummary[];
  kneels: KneelSummary[];
  holds: HoldSummary[];
  found_ranges_s: [number, number][];
  faults: FaultSummary[];
  pelvis: PelvisSummary;
  not_judged: NotJudged[];
  photo: boolean;
  recorded_on: string | null;
  duration_s: number | null;
  frame_rate: number | null;
  size_px: [number, number];
  uncorrected_verdict: string;
  curves: Curve[];
}

/** One of the conditions under which can be judged. */
export interface GateAnswer {
  name: string;
  level: Level;
  fix: Phrase | null;
}

/** What a gesture says. */
export type Gesture = "pause" | "stop" | "yes" | "no" | "pain";

/** What would go back to the clinic. */
export interface GivenBack {
  patient: string;
  practices: number;
  in_code: number;
  postures: number;
  first_day: string;
  last_day: string;
}

/** The green band of one angle for a patient, and the usual one; None is no edge. */
export interface GoalShown {
  quantity: string;
  name: string;
  green: [number | null, number | null];
  usual: [number | null, number | null];
}

/** A patient's own targets, where there are any, or the usual ones. */
export interface Goals {
  own: boolean;
  hold_s: number;
  usual_hold_s: number;
  goals: GoalShown[];
}

/** What the hands say: the gesture that was made with this frame, and the one that is being held so far, 0-1. */
export interface HandsAnswer {
  made: Gesture | null;
  held: Gesture | null;
  share: number;
}

/** The first message of a page. */
export interface Hello {
  browser: string;
  tab: string;
  protocol: string;
  take?: boolean;
}

/** How far the hip was extended in the best five seconds in good form. */
export interface HipExtensionSummary {
  /** median of rear thigh + tuck; positive: the thigh behind the pelvis */
  hip_extension_deg: number;
  /** its standard deviation */
  sd_deg: number;
  /** when the five seconds began */
  start_s: number;
}

/** One hold. */
export interface HoldSummary {
  rear_side: "left" | "right";
  start_s: number;
  end_s: number;
  /** time in good form (nothing red) */
  good_s: number;
  target_s: number;
  complete: boolean;
  /** of each angle, share of the judged time in each band */
  shares: Record<string, Partial<Record<Band, number>>>;
  /** null in a summary of 0.1.0 */
  tuck: HoldTuckSummary | null;
}

/** What was observed of the tuck in a hold. */
export interface HoldTuckSummary {
  /** what became of it: kept, part (of the time), lost, never, or not_observed */
  state: TuckState;
  /** time in which anything could be said of it */
  observed_s: number;
  /** time of that in which it was tucked */
  tucked_s: number;
  /** the same as a share; null where nothing was observed */
  tucked_share: number | null;
  /** time of that in which the low back was arched */
  arched_s: number;
  /** when it was tucked first; null where it never was */
  first_s: number | null;
  /** when a tuck that was there was lost */
  lost_s: number[];
  /** when a tuck that was there stopped being clear, lost or not */
  unclear_s: number[];
}

/** By how much a joint was moved by hand in one picture. */
export interface JointMove {
  /** the person's own left or right */
  joint: "left_shoulder" | "right_shoulder" | "left_hip" | "right_hip" | "left_knee" | "right_knee" | "left_ankle" | "right_ankle";
  /** of the picture */
  time_s: number;
  /** to the right, pixels of the frames judged */
  dx_px: number;
  /** down */
  dy_px: number;
}

/** One quantity of one occasion in the archive, or in the person's own history. */
export interface KeptValue {
  mean: number;
  sd: number;
  n: number;
}

/** Which knee is down from when to when. */
export interface KneelSide {
  start_s: number;
  end_s: number;
  rear_side: "left" | "right";
}

/** One kneel: from when to when one knee was down. */
export interface KneelSummary {
  start_s: number;
  end_s: number;
  rear_side: "left" | "right";
}

/** What became of a measure over the weeks, degrees, and from how much on that counts as a change. */
export interface LeastChange {
  measure: string;
  side: "left" | "right" | null;
  value: number;
  smallest: number;
  counts: boolean;
}

/** How far a gate lets us judge: fully, with care, or not at all. */
export type Level = "pass" | "degrade" | "block";

/** A sentence, or a part of one, before it is put into words. */
export interface Message {
  code: string;
  parameters?: Record<string, string | number | Message | (Message | string)[]>;
}

/** Something that could not be judged. */
export interface NotJudged {
  /** `everything`, `tuck` or the name of an angle */
  what: string;
  why: string;
  /** the same as a code */
  why_message: Message | null;
  /** share of the time */
  share: number;
  /** first time */
  from_s: number;
  /** last time */
  to_s: number;
}

/** The page is of another version than the server, which speaks this one. */
export interface Outdated {
  kind: "outdated";
  protocol: string;
}

/** The person's own range: how far they tuck and arch when asked to, as it was read. */
export interface OwnRangeSummary {
  start_s: number | null;
  end_s: number | null;
  /** median estimate of the own full tucks, posterior positive */
  tuck_deg: number | null;
  /** likewise of the own full arches, a positive size */
  arch_deg: number | null;
  /** whether an arch was shown; else `arch_deg` is taken from the tuck */
  arch_shown: boolean;
  /** the neutral after the range: where the shares begin */
  zero_deg: number | null;
  /** how far the neutral moved over the range: cloth rides */
  drift_deg: number | null;
  /** uncertainty of a share */
  scatter: number | null;
  /** separability: the own tuck by its scatter */
  range_d: number | null;
  /** whether the tuck is judged by its shares */
  counts: boolean;
  /** why not; empty where it counts */
  reason: string;
  /** the same as a code */
  reason_message: Message | null;
  /** what it was read from */
  source: "markers" | "contour";
  /** how its time is known: the person was asked, it was marked, or it was found */
  origin: "asked" | "marked" | "found";
}

/** Any later message of the page that is not a frame. */
export interface PageRequest {
  do: "begin" | "again" | "skip" | "skip_range" | "pause" | "felt" | "voice" | "camera" | "language" | "finish" | "stand";
  begin?: Begin;
  stand?: Stand;
  felt?: "" | "yes" | "no" | "pain";
  speaking?: boolean;
  paused?: boolean;
  pictures_per_s?: number;
  language?: string;
}

/** The texts of both pages by their key, and the settings they work with. */
export interface PageTexts {
  language: string;
  languages: Record<string, string>;
  texts: Record<string, string>;
  computer: string;
  clinician: boolean;
  trust: boolean;
  protocol: string;
  hold_s: number;
  hold_range_s: [number, number];
  most_sets: number;
  picture_lines: number;
  limbs: [string, string, string][];
  dial_tucked: number;
  dial_arching: number;
}

/** One side of one set. */
export interface Part {
  side: "left" | "right" | null;
  good_s: number;
  held_s: number;
  tucked_s: number;
  unseen_s: number;
  lost_s: number[];
  own_tuck_deg: number | null;
  opened: boolean;
  hip_extension_deg: number | null;
  hip_extension_sd_deg: number | null;
  fault_s: Partial<Record<FaultKind, number>>;
  felt: "" | "yes" | "no" | "pain";
  skipped: boolean;
}

/** One side of one set, as any version has kept it: what this one does not know is left out. */
export interface PartDone {
  side: "left" | "right";
  target_s: number;
  good_s: number;
  held_s: number;
  tucked_s: number;
  unseen_s: number;
  lost_s: number[];
  own_tuck_deg: number | null;
  hip_extension_deg: number | null;
  hip_extension_sd_deg: number | null;
  felt: "" | "yes" | "no" | "pain";
  fault_s: Partial<Record<FaultKind, number>>;
}

/** One side of one set, as any version has kept it: what this one does not know is left out. */
export interface PartDoneInput {
  side: "left" | "right";
  target_s: number;
  good_s: number;
  held_s?: number;
  tucked_s?: number;
  unseen_s?: number;
  lost_s?: number[];
  own_tuck_deg?: number | null;
  hip_extension_deg?: number | null;
  hip_extension_sd_deg?: number | null;
  felt?: "" | "yes" | "no" | "pain";
  fault_s?: Partial<Record<FaultKind, number>>;
}

/** One side of one set. */
export interface PartInput {
  side?: "left" | "right" | null;
  good_s?: number;
  held_s?: number;
  tucked_s?: number;
  unseen_s?: number;
  lost_s?: number[];
  own_tuck_deg?: number | null;
  opened?: boolean;
  hip_extension_deg?: number | null;
  hip_extension_sd_deg?: number | null;
  fault_s?: Partial<Record<FaultKind, number>>;
  felt?: "" | "yes" | "no" | "pain";
  skipped?: boolean;
}

/** The answer to a frame while the practice pauses: nothing is judged but the hands. */
export interface Paused {
  kind: "paused";
  hands: HandsAnswer;
}

/** What may be said of the pelvis. */
export interface PelvisAnswer {
  word: "tucked" | "tuck lost" | "arching" | "no clear change" | "";
  source: "markers" | "contour" | "none";
  reason: Phrase | null;
  band: Band | null;
  dial: DialAnswer | null;
}

/** How the pelvic tilt was seen, of the time in half-kneeling since the neutral was found. */
export interface PelvisSummary {
  /** what it was seen from for the longest; `none` where never */
  source: "markers" | "contour" | "none";
  /** share of the time of each source */
  shares: Partial<Record<"markers" | "contour" | "none", number>>;
  /** share of the time of each statement */
  said: Record<string, number>;
  /** median standard deviation of its change */
  sd_deg: number | null;
}

/** Where in the exercise the person is, frame by frame. */
export type Phase = "frame" | "setup" | "baseline" | "calibrate" | "tuck" | "hold" | "release" | "switch";

/** Something to say: its code, and its text in the language of the page. */
export interface Phrase {
  code: string;
  text: string;
}

/** A part of the camera's picture, pixels of the whole as the page sends it. */
export interface PicturePart {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The plan that leads; None where there is none. */
export interface PlanAnswer {
  plan: PlanShown | null;
}

/** What the form is filled with: the last plan of the patient, or the usual one. */
export interface PlanDraft {
  clinic: string;
  valid_from: string;
  valid_until: string;
  language: string;
  days_a_week: number;
  sides: string[];
  hold_s: number;
  sets: number;
  rest_minutes: number;
  ball_s: number;
  stress: string[];
  points: [string, string][];
  flags: number[];
  note: string;
  targets: string[];
  made: PlanMade[];
}

/** A plan that was made. */
export interface PlanMade {
  id: string;
  patient: string;
  sentence: string;
  fingerprint: string;
}

/** The plan of a clinician, in the language of the page. */
export interface PlanShown {
  id: string;
  patient: string;
  sentence: string;
  not_in_force: string;
  fingerprint: string;
  language: string;
  hold_s: number;
  sets: number;
  sides: ("left" | "right")[];
  rest_minutes: number;
  ball_s: number;
  days_a_week: number;
  days_this_week: number;
  cues: string[];
  flags: number[];
  note: string;
}

/** What the clinician has entered; whether it makes sense is said by the plan itself. */
export interface PlanWanted {
  patient: string;
  clinic: string;
  valid_from: string;
  valid_until: string;
  language: string;
  days_a_week: number | null;
  sides: string[];
  hold_s: number | null;
  sets: number | null;
  rest_minutes: number | null;
  ball_s: number | null;
  stress: string[];
  flags: number[];
  note: string;
  own_tuck_deg: Record<string, number>;
}

/** One posture check with its number in the history. */
export interface PostureKept {
  measured_at: string;
  /** version of formcheck */
  program: string;
  /** one occasion that is of after a practice, alone */
  after_practice: boolean;
  /** the quantities of one, or of before and after */
  occasions: Record<string, KeptValue>[];
  id: number;
}

/** A posture check as a page sends it, which the person has asked to keep. */
export interface PostureSent {
  measured_at: string;
  after_practice?: boolean;
  occasions: Record<string, KeptValue>[];
  instead?: number | null;
}

/** One practice session with its number in the history. */
export interface PracticeKept {
  started_at: string;
  rest_s: number;
  ball_s: number;
  hurt: boolean;
  pain_before: number | null;
  pain_after: number | null;
  plan: string;
  parts: PartDone[];
  id: number;
}

/** One practice session as a page sends it: nothing but numbers within limits, and words from fixed lists. */
export interface PracticeSent {
  started_at: string;
  rest_s?: number;
  ball_s?: number;
  hurt?: boolean;
  pain_before?: number | null;
  pain_after?: number | null;
  plan?: string;
  parts?: PartDoneInput[];
}

/** How far the script is; travels to the page and back. */
export interface Progress {
  target_s: number;
  parts: Part[];
  now: number;
}

/** How far the script is; travels to the page and back. */
export interface ProgressInput {
  target_s: number;
  parts: PartInput[];
  now?: number;
}

/** A message that was not taken; why, as a code and in English, for whoever looks for the mistake. */
export interface Refused {
  kind: "bad";
  code: string;
  why: string;
}

/** Where a video was saved. */
export interface Saved {
  folder: string;
}

export type ServerMessage = Welcome | Begun | Shut | Outdated | Refused | Answer | Paused | Stands;

/** Where a joint lies in one picture, pixels of the frames judged: as it is judged, and as the network gave it. */
export interface ShownJoint {
  joint: "left_shoulder" | "right_shoulder" | "left_hip" | "right_hip" | "left_knee" | "right_knee" | "left_ankle" | "right_ankle";
  x_px: number;
  y_px: number;
  raw_x_px: number;
  raw_y_px: number;
  moved_x_px: number;
  moved_y_px: number;
}

/** The joints of one picture that can be moved by hand; those not found are left out. */
export interface ShownJoints {
  time_s: number;
  size_px: [number, number];
  joints: ShownJoint[];
}

/** The page is not admitted, or no longer: the practice is open elsewhere, or too many practise. */
export interface Shut {
  kind: "elsewhere" | "full";
}

/** One side of the stretch. */
export interface SideSummary {
  /** which knee was down, the person's own side */
  rear_side: "left" | "right";
  /** which way the person faced in the picture, most of the time */
  facing: "left" | "right" | null;
  /** the person's side nearer to the camera, most of the time */
  near_side: "left" | "right" | null;
  /** time in which at least one angle was judged */
  judged_s: number;
  /** the first of `baselines`; null where there is none */
  baseline: BaselineSummary | null;
  /** every neutral of this side, in the order of time */
  baselines: BaselineSummary[];
  /** why there is no baseline; empty where there is one */
  baseline_missing: string;
  /** the same as a code */
  baseline_missing_message: Message | null;
  /** null where none was shown */
  own_range: OwnRangeSummary | null;
  /** null where five seconds in good form with the tuck known are missing */
  hip_extension: HipExtensionSummary | null;
}

/** What the person is to do now. */
export type Stage = "setup" | "countdown" | "still" | "calibrate" | "tuck" | "hold" | "turn" | "done";

/** What the page asks for when a posture check begins. */
export interface Stand {
  language?: string;
  after?: boolean;
  before?: StoodTryInput[];
}

/** What came of a posture check: one sentence; the tries in numbers, and which of them stands for all. */
export interface StandResult {
  sentence: Phrase;
  tries: StoodTry[];
  shown: number;
  compared: boolean;
  numbers: Record<string, KeptValue>[];
}

/** What the person is to do now in the posture check. */
export type StandStage = "place" | "still" | "steps" | "done";

/** The answer to one frame of a posture check. */
export interface Stands {
  stage: StandStage;
  tries: number;
  share: number;
  why: Phrase | null;
  say: Phrase | null;
  points: [number, number][];
  took: boolean;
  result: StandResult | null;
  kind: "stands";
  hands: HandsAnswer;
  worked_ms: number;
}

/** One try of the posture check, in numbers: the page keeps those of before for as long as it is open. */
export interface StoodTry {
  points_px: [number, number][];
  facing: "left" | "right";
  view_off_side_deg: number;
  roll_deg: number | null;
  size_px: [number, number];
}

/** One try of the posture check, in numbers: the page keeps those of before for as long as it is open. */
export interface StoodTryInput {
  points_px: [number, number][];
  facing: "left" | "right";
  view_off_side_deg: number;
  roll_deg?: number | null;
  size_px: [number, number];
}

/** What became of practice that came back. */
export interface TakenIn {
  patient: string;
  said: string;
}

/** What was observed of the tuck in one frame. */
export type Tuck = "tucked" | "missing" | "unseen";

/** What became of the tuck in a hold, from best to worst, and last what says nothing of it. */
export type TuckState = "kept" | "part" | "lost" | "never" | "not_observed";

/** Everything about a video. */
export interface VideoFull {
  number: string;
  name: string;
  state: "arriving" | "waiting" | "looking" | "judged" | "failed";
  done: number;
  total: number | null;
  trouble: string;
  verdict: string;
  judged: boolean;
  up_to_date: boolean;
  drawn: string;
  saved: string;
  note: string;
  patient: string;
  visited_on: string | null;
  pictures: "as filmed" | "face blurred" | "none";
  corrections: Corrections;
  found: Found | null;
}

/** How far a video is, for the list. */
export interface VideoShort {
  number: string;
  name: string;
  state: "arriving" | "waiting" | "looking" | "judged" | "failed";
  done: number;
  total: number | null;
  trouble: string;
  verdict: string;
  judged: boolean;
  up_to_date: boolean;
  drawn: string;
  saved: string;
}

/** Every video, and what holds for all of them. */
export interface Videos {
  videos: VideoShort[];
  keep_in: string;
  largest_mb: number;
  formats: string[];
}

/** A review that can be compared: one that is open here, or one that was saved. */
export interface VisitName {
  key: string;
  name: string;
  patient: string;
  day: string;
}

/** The page is admitted; what the server knows of its practice, if it knows any. */
export interface Welcome {
  kind: "welcome";
  progress: Progress | null;
}
