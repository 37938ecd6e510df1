package io.strowger.phone;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds a short piece of sound inside a long one by normalised cross-correlation: 1 is the same wave at any level, 0 is
 * unrelated. The long one is transformed once, block by block, so that each further piece costs little. One thread.
 */
final class Correlator {
    private static final Fourier FOURIER = new Fourier(8192);
    /** Windows quieter than this mean square are no sound (about -60 dB of full scale); a quotient would be noise. */
    static final double QUIET = 32.0 * 32.0;

    private final short[] sound;
    private final double[] energy;
    private final List<double[][]> blocks = new ArrayList<>();

    Correlator(short[] sound) {
        this.sound = sound;
        energy = new double[sound.length + 1];
        for (int i = 0; i < sound.length; i++) {
            energy[i + 1] = energy[i] + (double) sound[i] * sound[i];
        }
    }

    /** Mean square of a window, clipped to the sound. */
    double power(int from, int length) {
        int begin = Math.clamp(from, 0, sound.length);
        int end = Math.clamp((long) from + length, 0, sound.length);
        return end <= begin ? 0 : (energy[end] - energy[begin]) / (end - begin);
    }

    /** How like the piece the sound is at each position where it fits; at most half of the transform's size long. */
    float[] everywhere(short[] piece) {
        int size = FOURIER.size();
        int step = size / 2;
        if (piece.length > step || sound.length < piece.length) {
            return new float[0];
        }
        transform(step);
        double[] pieceReal = new double[size];
        double[] pieceImaginary = new double[size];
        double pieceEnergy = 0;
        for (int i = 0; i < piece.length; i++) {
            pieceReal[i] = piece[i];
            pieceEnergy += (double) piece[i] * piece[i];
        }
        FOURIER.forward(pieceReal, pieceImaginary);
        float[] likeness = new float[sound.length - piece.length + 1];
        for (int b = 0; b < blocks.size(); b++) {
            double[] product = times(blocks.get(b), pieceReal, pieceImaginary);
            for (int i = 0; i < step && b * step + i < likeness.length; i++) {
                likeness[b * step + i] = normalised(product[i] / size, b * step + i, piece.length, pieceEnergy);
            }
        }
        return likeness;
    }

    /** How like the piece the sound is at one position; 0 where it does not fit. */
    float at(int position, short[] piece, int from, int length) {
        if (position < 0 || position + length > sound.length) {
            return 0;
        }
        double dot = 0;
        double pieceEnergy = 0;
        for (int i = 0; i < length; i++) {
            dot += (double) sound[position + i] * piece[from + i];
            pieceEnergy += (double) piece[from + i] * piece[from + i];
        }
        return normalised(dot, position, length, pieceEnergy);
    }

    private float normalised(double dot, int position, int length, double pieceEnergy) {
        double here = energy[position + length] - energy[position];
        if (here < QUIET * length || pieceEnergy < QUIET * length) {
            return 0;
        }
        return (float) (dot / Math.sqrt(here * pieceEnergy));
    }

    private void transform(int step) {
        for (int start = 0; blocks.isEmpty() || blocks.size() * step < sound.length; start = blocks.size() * step) {
            double[] real = new double[FOURIER.size()];
            double[] imaginary = new double[FOURIER.size()];
            for (int i = 0; i < FOURIER.size() && start + i < sound.length; i++) {
                real[i] = sound[start + i];
            }
            FOURIER.forward(real, imaginary);
            blocks.add(new double[][] {real, imaginary});
        }
    }

    /** The block's spectrum times the conjugate of the piece's, transformed back: real parts. */
    private static double[] times(double[][] block, double[] pieceReal, double[] pieceImaginary) {
        int size = FOURIER.size();
        double[] real = new double[size];
        double[] imaginary = new double[size];
        for (int i = 0; i < size; i++) {
            real[i] = block[0][i] * pieceReal[i] + block[1][i] * pieceImaginary[i];
            imaginary[i] = block[1][i] * pieceReal[i] - block[0][i] * pieceImaginary[i];
        }
        FOURIER.inverse(real, imaginary);
        return real;
    }
}
