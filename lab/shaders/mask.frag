#version 330
uniform float inside;
out vec4 colour;
void main() { colour = vec4(inside, 0.0, 0.0, 1.0); }
