#version 330
in vec3 in_position;
uniform mat4 light_projection;
void main() { gl_Position = light_projection * vec4(in_position, 1.0); }
