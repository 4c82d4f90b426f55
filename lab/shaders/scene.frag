#version 330
// Skin, hair, clothes, floor, walls and boxes. Clothes and face are painted in the body's REST coordinates, so they
// move with the skin. PERSON is defined for people and not for rooms: software renderers run through every branch that
// is there, so that a shader for all would cost each pixel the sum. The material numbers are those of lab.parts.Material.
in vec3 position;
in vec3 normal;
in vec3 rest;
flat in int material;
in vec4 in_light;
out vec4 colour;

const int SKIN = 1, HAIR = 2, EYE = 3, TOP = 4, BOTTOM = 5, HAIR_PIECE = 6, DRAPED_TOP = 7, DRAPED_BOTTOM = 8, STICKER = 9;
const int FLOOR = 10, WALL = 11, MAT = 12, CUSHION = 13, FIRST_BOX = 20;

uniform sampler2DShadow shadow_map;
uniform vec3 eye_position, light_direction, light_colour, sky_colour, ground_colour;

// The person: colours, and where garments begin and end (metres, rest frame).
uniform vec3 skin_colour, hair_colour, shoe_colour;
uniform vec3 top_colour, top_colour2, bottom_colour, bottom_colour2;
uniform int top_pattern, bottom_pattern;
uniform float pattern_scale, wrinkle;
uniform float waist_z, hem_z, hem_front_z, leg_end_z, neck_z, sleeve_y, shoe_z, leg_y;
uniform vec3 head_centre, left_eye, right_eye, mouth, ear;
uniform float hair_cut;
uniform float top_low_z, waistband_m;  // where a tight top ends; height of a waistband of another colour
uniform vec3 waistband_colour, sticker_colour;
uniform vec4 belt_plane;  // of a painted belt: normal and offset in the rest frame
uniform float belt_half_m;

// The room.
uniform vec3 wall_colour, floor_colour, mat_colour, cushion_colour;
uniform vec3 box_colours[16];
uniform int floor_kind;
uniform float contact;  // how much of the room's own light limbs near the floor take from it
uniform vec4 limbs[8];  // their places and radii

float hash(vec3 p) {
    p = fract(p * 0.1031);
    p += dot(p, p.yzx + 33.33);
    return fract((p.x + p.y) * p.z);
}

float noise(vec3 p) {
    vec3 i = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    return mix(
        mix(mix(hash(i), hash(i + vec3(1, 0, 0)), f.x), mix(hash(i + vec3(0, 1, 0)), hash(i + vec3(1, 1, 0)), f.x), f.y),
        mix(mix(hash(i + vec3(0, 0, 1)), hash(i + vec3(1, 0, 1)), f.x),
            mix(hash(i + vec3(0, 1, 1)), hash(i + vec3(1, 1, 1)), f.x), f.y), f.z);
}

float rough(vec3 p) { return 0.6 * noise(p) + 0.3 * noise(p * 2.7); }

vec3 cloth(vec3 first, vec3 second, int pattern) {
    vec3 p = rest * pattern_scale;
    float mixed = 0.0;
    if (pattern == 1) mixed = step(0.5, fract(p.z));
    else if (pattern == 2) mixed = step(0.5, fract(p.y + 0.7 * p.x));
    else if (pattern == 3) mixed = 0.5 * step(0.5, fract(p.z)) + 0.5 * step(0.5, fract(p.y + 0.7 * p.x));
    else if (pattern == 4) mixed = 1.0 - smoothstep(0.22, 0.3, length(fract(vec2(p.y + 0.7 * p.x, p.z)) - 0.5));
    else if (pattern == 5) mixed = smoothstep(0.42, 0.5, rough(rest * pattern_scale * 0.5));
    return mix(first, second, mixed) * (0.9 + 0.2 * noise(rest * 60.0));
}

// Above 0 where hair grows: a hairline over the forehead, in front of the ears and down to the nape.
float hair_line() {
    float ahead = rest.x - ear.x, up = rest.z - left_eye.z;
    float line = ahead < 0.0 ? mix(-0.075, -0.02, smoothstep(-0.03, 0.0, ahead))
                             : mix(-0.02, 0.05, smoothstep(0.008, 0.05, ahead)) + 0.1 * max(ahead - 0.05, 0.0);
    line += hair_cut + 0.006 * (noise(rest * 160.0) - 0.5);
    float to_ear = length((rest - vec3(ear.x + 0.004, sign(rest.y) * ear.y, left_eye.z - 0.008)) * vec3(1.0, 0.5, 0.62));
    return min(up - line, to_ear - 0.02);
}

vec3 face(vec3 base) {
    vec3 c = base;
    float front = smoothstep(0.0, 0.06, rest.x - head_centre.x);
    float lips = length((rest - mouth) * vec3(0.6, 1.0, 2.6));
    c = mix(c, c * vec3(0.85, 0.55, 0.55), (1.0 - smoothstep(0.018, 0.026, lips)) * 0.8);
    vec3 cheek = vec3(rest.x, abs(rest.y), rest.z) - mouth - vec3(-0.01, 0.045, 0.03);
    c = mix(c, c * vec3(1.06, 0.86, 0.84), (1.0 - smoothstep(0.01, 0.035, length(cheek * vec3(0.5, 1, 1)))) * 0.6);
    vec3 brow_left = rest - left_eye - vec3(0.01, 0.006, 0.024);
    vec3 brow_right = rest - right_eye - vec3(0.01, -0.006, 0.024);
    float brow = min(length(brow_left * vec3(0.3, 0.75, 3.2)), length(brow_right * vec3(0.3, 0.75, 3.2)));
    c = mix(c, hair_colour * 0.8, (1.0 - smoothstep(0.013, 0.019, brow)) * front);
    float socket = min(length((rest - left_eye) * vec3(0.4, 0.8, 1.4)), length((rest - right_eye) * vec3(0.4, 0.8, 1.4)));
    return mix(c, c * 0.72, (1.0 - smoothstep(0.014, 0.028, socket)) * front);
}

vec3 waisted(vec3 base) {
    return waistband_m > 0.0 && rest.z > waist_z - waistband_m ? waistband_colour : base;
}

vec3 belted(vec3 base) {
    bool on = belt_half_m > 0.0 && abs(dot(rest, belt_plane.xyz) - belt_plane.w) < belt_half_m && abs(rest.y) < leg_y;
    return on ? sticker_colour : base;
}

vec3 floor_surface() {
    if (floor_kind == 0) {  // boards
        vec2 u = position.xy / vec2(1.1, 0.14);
        u.x += 0.37 * floor(u.y);
        vec2 cell = floor(u), f = fract(u);
        vec3 c = floor_colour * (0.8 + 0.3 * hash(vec3(cell, 1.0)));
        c *= 0.85 + 0.3 * rough(vec3(position.x * 3.0, position.y * 40.0, 1.0));
        return c * mix(0.7, 1.0, smoothstep(0.0, 0.03, f.y)) * mix(0.8, 1.0, smoothstep(0.0, 0.005, f.x));
    }
    if (floor_kind == 1) return floor_colour * (0.75 + 0.5 * noise(position * 260.0)) * (0.9 + 0.2 * rough(position * 5.0));
    vec2 f = fract(position.xy / 0.45);  // tiles
    float joint = min(min(f.x, 1.0 - f.x), min(f.y, 1.0 - f.y));
    return floor_colour * (0.95 + 0.1 * rough(position * 9.0)) * mix(0.75, 1.0, smoothstep(0.0, 0.02, joint));
}

float lit() {
    vec3 s = in_light.xyz / in_light.w * 0.5 + 0.5;
    if (s.x < 0.01 || s.x > 0.99 || s.y < 0.01 || s.y > 0.99) return 1.0;
    float sum = 0.0;
    for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++) sum += texture(shadow_map, vec3(s.xy + vec2(i, j) * 0.002, s.z - 0.0022));
    return sum / 9.0;
}

// Share of the room's own light that is left on a level surface under the limbs.
float open_sky(vec3 n) {
    float left = 1.0;
    for (int i = 0; i < 8; i++) {
        vec3 to = limbs[i].xyz - position;
        float far2 = max(dot(to, to), 1e-6);
        float hidden = max(dot(n, to) * inversesqrt(far2), 0.0) * min(limbs[i].w * limbs[i].w / far2, 1.0);
        left *= 1.0 - 0.9 * hidden;
    }
    return mix(1.0, left, contact);
}

void main() {
    vec3 n = normalize(normal), to_eye = normalize(eye_position - position);
    if (dot(n, to_eye) < 0.0) n = -n;
    vec3 base = vec3(0.5), glow = vec3(0.0);
    float shine = 0.05, gloss = 12.0, wrap = 0.0;
    bool fabric = false;

#ifdef PERSON
    if (material == SKIN) {
        base = face(skin_colour * (0.88 + 0.24 * rough(rest * 23.0)));
        shine = 0.12; gloss = 18.0; wrap = 0.25; glow = vec3(0.5, 0.12, 0.06);
        float side = abs(rest.y);
        if (hair_line() > 0.0 && rest.z > neck_z + 0.04) base = hair_colour * 0.7;
        if (rest.z < waist_z && rest.z < top_low_z && rest.z > leg_end_z && side < leg_y) {
            base = waisted(cloth(bottom_colour, bottom_colour2, bottom_pattern));
            fabric = true;
        } else if (rest.z >= top_low_z && rest.z < neck_z && side < sleeve_y) {
            base = cloth(top_colour, top_colour2, top_pattern);
            fabric = true;
        }
        if (rest.z < shoe_z && side < leg_y) {
            base = rest.z < 0.022 ? vec3(0.75) : shoe_colour * (0.9 + 0.2 * noise(rest * 80.0));
            shine = 0.08; wrap = 0.0; glow = vec3(0.0);
        }
        base = belted(base);
    } else if (material == HAIR || material == HAIR_PIECE) {
        if (material == HAIR && hair_line() < 0.0) discard;
        base = hair_colour * (0.6 + 0.8 * noise(rest * vec3(60.0, 60.0, 14.0)));
        shine = 0.15; gloss = 20.0;
    } else if (material == EYE) {
        float d = min(length(rest - left_eye - vec3(0.013, 0, 0)), length(rest - right_eye - vec3(0.013, 0, 0)));
        base = mix(vec3(0.16, 0.1, 0.06), vec3(0.82, 0.8, 0.78), smoothstep(0.0055, 0.0065, d));
        base = mix(vec3(0.02), base, smoothstep(0.002, 0.003, d));
        shine = 0.5; gloss = 80.0;
    } else if (material == TOP) {
        float hem = rest.x > 0.02 ? hem_front_z : hem_z;
        if (rest.z < hem || rest.z > neck_z || abs(rest.y) > sleeve_y) discard;
        base = belted(cloth(top_colour, top_colour2, top_pattern));
        fabric = true;
    } else if (material == BOTTOM) {
        if (rest.z < leg_end_z || rest.z > waist_z + 0.02 || abs(rest.y) > leg_y) discard;
        base = belted(waisted(cloth(bottom_colour, bottom_colour2, bottom_pattern)));
        fabric = true;
    } else if (material == DRAPED_TOP || material == DRAPED_BOTTOM) {
        base = material == DRAPED_TOP ? cloth(top_colour, top_colour2, top_pattern)
                                      : cloth(bottom_colour, bottom_colour2, bottom_pattern);
        fabric = true;
    } else if (material == STICKER) {
        base = sticker_colour;
        shine = 0.15;
    }
#else
    if (material == FLOOR) {
        base = floor_surface();
        shine = 0.1; gloss = 30.0;
    } else if (material == WALL) {
        base = position.z < 0.09 ? vec3(0.8, 0.79, 0.77) : wall_colour * (0.96 + 0.08 * rough(position * 4.0));
    } else if (material == MAT) {
        base = mat_colour * (0.9 + 0.15 * noise(position * 200.0));
    } else if (material == CUSHION) {
        base = cushion_colour * (0.9 + 0.15 * noise(position * 90.0));
    } else {
        base = box_colours[clamp(material - FIRST_BOX, 0, 15)] * (0.9 + 0.2 * rough(position * vec3(4.0, 4.0, 20.0)));
    }
#endif
    if (fabric) {
        shine = 0.03; wrap = 0.08; glow = vec3(0.0);
        vec3 q = rest * vec3(14.0, 14.0, 30.0);
        n = normalize(n + wrinkle * (vec3(noise(q), noise(q + 7.0), noise(q + 13.0)) - 0.5));
    }

    base = pow(base, vec3(2.2));
    float shade = lit(), facing = dot(n, light_direction);
    float diffuse = max((facing + wrap) / (1.0 + wrap), 0.0);
    vec3 ambient = mix(ground_colour, sky_colour, n.z * 0.5 + 0.5);
    float near_floor = material < FLOOR ? 0.55 + 0.45 * smoothstep(0.0, 0.5, position.z) : 1.0;
    float spark = pow(max(dot(n, normalize(light_direction + to_eye)), 0.0), gloss) * shine;
    float rim = material < FLOOR ? pow(1.0 - max(dot(n, to_eye), 0.0), 4.0) * 0.12 : 0.0;
#ifndef PERSON
    if (contact > 0.0 && n.z > 0.5) near_floor *= open_sky(n);
#endif
    vec3 c = base * (ambient * near_floor + light_colour * diffuse * mix(0.12, 1.0, shade));
    c += light_colour * spark * shade + base * glow * max(0.35 - abs(facing), 0.0) * light_colour * 0.6 + ambient * rim;
    c = c / (1.0 + c * 0.25);
    colour = vec4(pow(c, vec3(1.0 / 2.2)), 1.0);
}
