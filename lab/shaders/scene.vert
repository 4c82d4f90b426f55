#version 330
// World and rest position, normal and material of every point, and where it lies in the light's picture.
in vec3 in_position;
in vec3 in_normal;
in vec3 in_rest;
in float in_material;
uniform mat4 view_projection;
uniform mat4 light_projection;
out vec3 position;
out vec3 normal;
out vec3 rest;
flat out int material;
out vec4 in_light;

void main() {
    position = in_position;
    normal = in_normal;
    rest = in_rest;
    material = int(in_material + 0.5);
    in_light = light_projection * vec4(in_position, 1.0);
    gl_Position = view_projection * vec4(in_position, 1.0);
}
