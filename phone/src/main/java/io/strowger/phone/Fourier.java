package io.strowger.phone;

/** The fast Fourier transform of one power-of-two length. Immutable: any thread may call it. */
final class Fourier {
    private final int size;
    private final double[] cosines;
    private final double[] sines;

    /** @param size a power of two, at least 2 */
    Fourier(int size) {
        if (size < 2 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException(size + " is no power of two");
        }
        this.size = size;
        cosines = new double[size / 2];
        sines = new double[size / 2];
        for (int i = 0; i < size / 2; i++) {
            cosines[i] = Math.cos(2 * Math.PI * i / size);
            sines[i] = Math.sin(2 * Math.PI * i / size);
        }
    }

    int size() {
        return size;
    }

    /** Transforms in place. */
    void forward(double[] real, double[] imaginary) {
        reorder(real, imaginary);
        for (int span = 1; span < size; span *= 2) {
            int step = size / (2 * span);
            for (int start = 0; start < size; start += 2 * span) {
                for (int k = 0; k < span; k++) {
                    butterfly(real, imaginary, start + k, start + k + span, k * step);
                }
            }
        }
    }

    /** Transforms back in place, without the division by the size. */
    void inverse(double[] real, double[] imaginary) {
        forward(imaginary, real); // swapping the parts conjugates twice
    }

    private void butterfly(double[] real, double[] imaginary, int a, int b, int turn) {
        double re = real[b] * cosines[turn] + imaginary[b] * sines[turn];
        double im = imaginary[b] * cosines[turn] - real[b] * sines[turn];
        real[b] = real[a] - re;
        imaginary[b] = imaginary[a] - im;
        real[a] += re;
        imaginary[a] += im;
    }

    private void reorder(double[] real, double[] imaginary) {
        int shift = Integer.numberOfLeadingZeros(size) + 1;
        for (int i = 0; i < size; i++) {
            int j = Integer.reverse(i) >>> shift;
            if (j > i) {
                double re = real[i];
                real[i] = real[j];
                real[j] = re;
                double im = imaginary[i];
                imaginary[i] = imaginary[j];
                imaginary[j] = im;
            }
        }
    }
}
